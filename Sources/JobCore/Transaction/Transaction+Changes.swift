// What a transaction tells those who follow along: moves when they are made, everything else when it is written, so that
// no row that people are shown changes in silence.

extension Transaction {
  /// Tells of a job as it is now.
  func tell(_ what: JobChange.What, _ job: WorkingJob, at moment: Timestamp, _ detail: JobChange.Detail? = nil) {
    let row = job.row
    let labels = job.labels
    if labels != nil { after.commit.relabelled.append(row.id) }
    let before = job.noteTold().map { told in
      let queue = told.queue == row.queue ? nil : queueName(told.queue)
      return JobChange.Before(state: told.state, reason: told.reason, queue: queue)
    }
    let facts = JobFacts(row, queue: queueName(row.queue), exit: job.exit)
    let detail = detail ?? labels.map { .labels(old: $0.old, new: $0.new) }
    after.commit.changes.append(.job(JobChange(what: what, facts: facts, before: before, at: moment, detail: detail)))
  }

  /// Tells of a job that starts with its first row as it was before: who follows it sees it come as every other one does.
  func tellQueued(_ row: JobRow) {
    let facts = JobFacts(row, queue: queueName(row.queue), exit: nil).asQueued
    var queued = row
    queued.state = .queued
    working.job(row.id)?.noteTold(as: queued)
    after.commit.changes.append(.job(JobChange(what: .moved, facts: facts, before: nil, at: row.createdAt)))
  }

  /// Tells what an attempt has said of itself.
  func tell(_ progress: Progress, of id: JobID) {
    if let job = working.job(id) { tell(.progressed, job, at: progress.at, .progress(progress)) }
  }

  /// Tells of a job that goes.
  func tellRemoved(_ job: JobRow) {
    let queue = queueName(job.queue)
    var facts = JobFacts(job, queue: queue, exit: working.job(job.id)?.exit)
    facts.rev += 1
    let before = JobChange.Before(state: job.state, reason: job.reason, queue: nil)
    after.commit.changes.append(.job(JobChange(what: .deleted, facts: facts, before: before, at: now)))
  }

  /// Tells what is about to be written and has not been told.
  func tellChanges() {
    for job in changes.jobs where job.isUntold && !job.isGone { tell(.edited, job, at: now) }
    if !changes.queues.isEmpty { tellQueues() }
    for change in changes.schedules {
      switch change {
      case .add(let row), .replace(let row), .update(let row):
        var schedule = row.schedule
        schedule.spec.job = schedule.spec.job.outline
        after.commit.changes.append(.schedule(schedule, isDeleted: row.isDeleted, at: now))
      case .aim, .remove: break
      }
    }
  }

  private func tellQueues() {
    var told: Set<Int64> = []
    for change in changes.queues {
      switch change {
      case .add(let id, _), .set(let id, _):
        guard told.insert(id).inserted, let queue = ledger.queues[id] else { continue }
        after.commit.changes.append(.queue(queue.status, at: now))
      case .fill: break
      }
    }
  }

  private func queueName(_ id: Int64) -> String { ledger.queues.name(of: id) ?? "" }
}
