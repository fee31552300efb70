// Starting at once: a job that nothing stands before is written as running, and never as queued.

/// The starts of jobs with their first rows.
enum AtOnce {
  /// What this transaction has let start as it was submitted, for the waiting claim.
  struct Starts {
    /// What is left of the room of the claim.
    var admission: Admission
    let startedAt: Timestamp
    var jobs: [ClaimedJob] = []
  }

  /// When the jobs of one submission start, if they start with their first row: a claim waits that has room for all of
  /// them, and nobody is in line before them. The claim at the end of this transaction would take the same ones, and
  /// write each a second time.
  ///
  /// All or none: which of them come first is for the claim to say. With a later submission in the same transaction it
  /// is as if that had come after the claim.
  static func moment(for jobs: [NewJob], _ tx: Transaction) -> Timestamp? {
    guard let parked = tx.ledger.claims.parked, !jobs.isEmpty, !tx.ledger.claims.startsNothing,
      tx.ledger.queues.queuedCount == 0, tx.ledger.times.nextDue.map({ $0 > tx.now }) ?? true
    else {
      return nil
    }
    if (tx.agenda.startsAtOnce?.jobs.count ?? 0) + jobs.count > Limits.claimTogetherMax { return nil }
    let startedAt = tx.agenda.startsAtOnce?.startedAt ?? tx.startsAt
    var admission = tx.agenda.startsAtOnce?.admission ?? Admission(parked.room, slotsTotal: tx.terms.slotsTotal)
    // By index: a submission is wide, and is not to be copied for a look.
    for index in jobs.indices {
      guard let candidate = candidate(jobs, at: index, tx), var queue = tx.ledger.queues[candidate.queue],
        queue.settings.rate == nil, queue.settings.slots == nil, isUnhindered(jobs, at: index, queue, at: startedAt),
        !admission.isClosed, admission.obstacle(candidate, &queue, permits: nil, now: startedAt) == nil
      else { return nil }
      admission.took(candidate, &queue)
    }
    if tx.agenda.startsAtOnce == nil {
      tx.agenda.startsAtOnce = Starts(admission: admission, startedAt: startedAt)
    } else {
      tx.agenda.startsAtOnce?.admission = admission
    }
    return startedAt
  }

  /// The job that is written as running is for the waiting claim.
  static func handOut(_ row: JobRow, _ new: NewJob, timeoutMicros: Int64?, _ tx: Transaction) {
    var spec = new.asRead
    spec.timeoutMicros = timeoutMicros
    let slots = SlotPolicy.inDaemon(
      row.links.weight, queueSlots: tx.ledger.queues[row.queue]?.settings.slots, slotsTotal: tx.terms.slotsTotal)
    tx.agenda.startsAtOnce?.jobs.append(
      ClaimedJob(
        fence: Fence(job: row.id, start: 1, boot: tx.terms.boot), attempt: 1, maxAttempts: row.maxAttempts,
        startedAt: row.begunAt, createdAt: row.createdAt, queueID: row.queue, spec: spec, parents: [],
        slots: slots, lane: row.lane, queueRunAs: spec.runAs))
  }

  static func note(_ row: JobRow, _ tx: Transaction) throws(StoreError) {
    // Whoever follows it sees it come as every other job does.
    tx.after.commit.events.append(
      JobEvent(
        job: row.id, queue: tx.ledger.queues.name(of: row.queue) ?? "", batch: row.batch.map { BatchID($0) },
        state: .queued, reason: nil, attempt: 0, at: row.createdAt))
    Telling.queued(row, tx)
    try tx.noteMove(row.id, row.links, from: nil, to: .running, reason: nil, attempt: 1, at: row.startedAt)
  }

  /// What has started so far, in the order in which a claim gives them.
  static func take(_ tx: Transaction) -> [ClaimedJob] {
    var jobs = tx.agenda.startsAtOnce?.jobs ?? []
    tx.agenda.startsAtOnce = nil
    func order(_ job: ClaimedJob) -> ClaimOrder.Candidate {
      ClaimOrder.Candidate(id: job.id.value, priority: job.spec.priority, readyAt: job.createdAt.micros)
    }
    jobs.sort { ClaimOrder.precedes(order($0), order($1)) }
    return jobs
  }

  /// Nothing about the job itself keeps it from starting. It is one of a list, and not passed alone: it is wide, and would
  /// be copied for a look.
  private static func isUnhindered(
    _ jobs: [NewJob], at index: Int, _ queue: QueueMemory, at now: Timestamp
  ) -> Bool {
    let isNow =
      switch jobs[index].start {
      case .now: true
      case .after(let micros): micros <= 0
      case .at(let moment): moment <= now
      }
    return isNow && !jobs[index].holds && jobs[index].after.isEmpty && jobs[index].limit == nil
      && jobs[index].unique == nil
      && (jobs[index].timeoutMicros ?? queue.settings.defaultTimeoutMicros ?? 1) > 0
      && (jobs[index].deadline.map { $0 > now } ?? true)
  }

  /// As a claim would see it; `nil` for one that no claim of this daemon takes, and for the first of a new queue.
  private static func candidate(_ jobs: [NewJob], at index: Int, _ tx: Transaction) -> ReadyJob? {
    guard let queue = tx.ledger.queues.id(of: jobs[index].queue) else { return nil }
    let lane = Lane.of(jobs[index].work, executor: jobs[index].executor)
    var pool: String?
    if let lane {
      switch tx.terms.lanes.source(lane) {
      case .open: break
      case .pool(let name): pool = name
      case .remote, .external: return nil
      }
    }
    return ReadyJob(
      id: 0, queue: queue, priority: jobs[index].priority, ownPriority: jobs[index].priority,
      weight: jobs[index].slotsNeeded, limit: nil, batch: jobs[index].batch?.value, lane: lane, pool: pool, readyAt: 0,
      starts: 0, flags: [], deadline: jobs[index].deadline)
  }
}
