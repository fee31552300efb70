// What a transaction tells those who follow along: moves when they are made, everything else when it is written, so that
// no row that people are shown changes in silence.

/// The telling of changes.
enum Telling {
  /// Tells of a job as it is now.
  static func job(
    _ what: JobChange.What, _ job: WorkingJob, at moment: Timestamp, saying detail: JobChange.Detail? = nil,
    _ tx: Transaction
  ) {
    let row = job.row
    let labels = job.labels
    let told = job.noteTold()
    if labels != nil || told.map({ $0.queue != row.queue }) == true { tx.after.commit.relabelled.append(row.id) }
    let before = told.map { told in
      let queue = told.queue == row.queue ? nil : queueName(told.queue, tx)
      return JobChange.Before(state: told.state, reason: told.reason, queue: queue)
    }
    let facts = JobFacts(row, queue: queueName(row.queue, tx), exit: job.exit)
    let detail = detail ?? labels.map { .labels(old: $0.old, new: $0.new) }
    tx.after.commit.changes.append(
      .job(JobChange(what: what, facts: facts, before: before, at: moment, detail: detail)))
  }

  /// Tells of a job that starts with its first row as it was before: who follows it sees it come as every other one does.
  static func queued(_ row: JobRow, _ tx: Transaction) {
    let facts = JobFacts(row, queue: queueName(row.queue, tx), exit: nil).asQueued
    var queued = row
    queued.state = .queued
    tx.working.job(row.id)?.noteTold(as: queued)
    tx.after.commit.changes.append(.job(JobChange(what: .moved, facts: facts, before: nil, at: row.createdAt)))
  }

  /// Tells what an attempt has said of itself.
  static func progress(_ progress: Progress, of id: JobID, _ tx: Transaction) {
    if let job = tx.working.job(id) { Telling.job(.progressed, job, at: progress.at, saying: .progress(progress), tx) }
  }

  /// Tells of a job that goes.
  static func removed(_ job: JobRow, _ tx: Transaction) {
    var facts = JobFacts(job, queue: queueName(job.queue, tx), exit: tx.working.job(job.id)?.exit)
    facts.rev += 1
    let before = JobChange.Before(state: job.state, reason: job.reason, queue: nil)
    tx.after.commit.changes.append(.job(JobChange(what: .deleted, facts: facts, before: before, at: tx.now)))
  }

  /// Tells what is about to be written and has not been told.
  static func rest(_ tx: Transaction) {
    for job in tx.changes.jobs where job.isUntold && !job.isGone { Telling.job(.edited, job, at: tx.now, tx) }
    if !tx.changes.queues.isEmpty { queues(tx) }
    for change in tx.changes.schedules {
      switch change {
      case .add(let row), .update(let row): schedule(row, old: nil, tx)
      case .replace(let row, let old): schedule(row, old: old, tx)
      case .passOver, .aim, .remove: break
      }
    }
  }

  /// Tells that a queue is not there any more, while it is still known.
  static func removed(_ queue: QueueMemory, _ tx: Transaction) {
    tx.after.commit.changes.append(
      .queue(queue.status(clockAhead: tx.ledger.times.clockAhead), isDeleted: true, at: tx.now))
  }

  private static func schedule(_ row: ScheduleRow, old: Schedule?, _ tx: Transaction) {
    let now = row.schedule.outlined
    // Who may see it may be others since then.
    let before = old?.outlined
    let hasMoved = before.map { $0.spec.job != now.spec.job } ?? false
    tx.after.commit.changes.append(
      .schedule(now, isDeleted: row.isDeleted, before: hasMoved ? before : nil, at: tx.now))
  }

  private static func queues(_ tx: Transaction) {
    var told: Set<Int64> = []
    for change in tx.changes.queues {
      switch change {
      case .add(let id, _), .set(let id, _), .pause(let id, _):
        guard told.insert(id).inserted, let queue = tx.ledger.queues[id] else { continue }
        let status = queue.status(clockAhead: tx.ledger.times.clockAhead)
        tx.after.commit.changes.append(.queue(status, isDeleted: false, at: tx.now))
      case .fill, .remove: break
      }
    }
  }

  private static func queueName(_ id: Int64, _ tx: Transaction) -> String { tx.ledger.queues.name(of: id) ?? "" }
}
