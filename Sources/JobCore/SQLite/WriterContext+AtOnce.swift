// Starting at once: a job that nothing stands before is written as running, and never as queued.

extension WriterContext {
  /// What this transaction has let start as it was submitted, for the waiting claim.
  struct StartsAtOnce {
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
  func startAtOnce(_ jobs: [NewJob]) -> Timestamp? {
    guard let parked = ledger.claims.parked, !jobs.isEmpty, !ledger.isDraining, ledger.queues.queuedCount == 0,
      ledger.times.nextDue.map({ $0 > now }) ?? true
    else {
      return nil
    }
    var starts =
      startsAtOnce
      ?? StartsAtOnce(
        admission: Admission(parked.room, slotsTotal: terms.slotsTotal), startedAt: startsAt)
    if starts.jobs.count + jobs.count > Limits.claimTogetherMax { return nil }
    for job in jobs {
      guard let candidate = candidate(job), var queue = ledger.queues[candidate.queue], queue.settings.rate == nil,
        queue.settings.slots == nil, isUnhindered(job, queue, at: starts.startedAt), !starts.admission.isClosed,
        starts.admission.obstacle(candidate, &queue, permits: nil, now: starts.startedAt) == nil
      else { return nil }
      starts.admission.took(candidate, &queue)
    }
    startsAtOnce = starts
    return starts.startedAt
  }

  /// The job that is written as running is for the waiting claim; `stored` is what its rows say.
  func noteStart(_ row: JobRow, _ stored: NewJob) throws(StoreError) {
    let queue = ledger.queues[row.queue]
    // Whoever follows it sees it come as every other job does.
    commit.events.append(
      JobEvent(
        job: row.id, queue: queue?.name ?? "", batch: row.batch.map { BatchID($0) }, state: .queued, reason: nil,
        attempt: 0, at: row.createdAt))
    try noteMove(row.id, row.links, from: nil, to: .running, reason: nil, attempt: 1, at: row.startedAt)
    startsAtOnce?.jobs.append(
      ClaimedJob(
        fence: Fence(job: row.id, start: 1, boot: terms.boot), attempt: 1, maxAttempts: row.maxAttempts,
        startedAt: row.begunAt, createdAt: row.createdAt, queueID: row.queue, spec: SpecCoding.asRead(stored),
        parents: [],
        slots: SlotPolicy.inDaemon(
          row.links.weight, queueSlots: queue?.settings.slots, slotsTotal: terms.slotsTotal), lane: row.lane))
  }

  /// What has started so far, in the order in which a claim gives them.
  func takeStarts() -> [ClaimedJob] {
    defer { startsAtOnce = nil }
    func order(_ job: ClaimedJob) -> ClaimOrder.Candidate {
      ClaimOrder.Candidate(id: job.id.value, priority: job.spec.priority, readyAt: job.createdAt.micros)
    }
    return (startsAtOnce?.jobs ?? []).sorted { ClaimOrder.precedes(order($0), order($1)) }
  }

  /// Nothing about the job itself keeps it from starting.
  private func isUnhindered(_ job: NewJob, _ queue: QueueMemory, at now: Timestamp) -> Bool {
    let isNow =
      switch job.start {
      case .now: true
      case .after(let micros): micros <= 0
      case .at(let moment): moment <= now
      }
    return isNow && !job.holds && job.after.isEmpty && job.limit == nil && job.unique == nil
      && (job.timeoutMicros ?? queue.settings.defaultTimeoutMicros ?? 1) > 0
      && (job.deadline.map { $0 > now } ?? true)
  }

  /// As a claim would see it; `nil` for one that no claim of this daemon takes, and for the first of a new queue.
  private func candidate(_ job: NewJob) -> ReadyJob? {
    guard let queue = ledger.queues.id(of: job.queue) else { return nil }
    let lane = Lane.of(job)
    var pool: String?
    if let lane {
      switch terms.lanes.source(lane) {
      case .open: break
      case .pool(let name): pool = name
      case .remote, .external: return nil
      }
    }
    return ReadyJob(
      id: 0, queue: queue, priority: job.priority, ownPriority: job.priority, weight: job.slotsNeeded, limit: nil,
      batch: job.batch?.value, lane: lane, pool: pool, readyAt: 0, createdAt: Timestamp(micros: 0), attempt: 0,
      starts: 0, maxAttempts: job.retry.maxAttempts, flags: [], deadline: job.deadline)
  }
}
