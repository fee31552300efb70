// What keeps a queued job from starting, in the order of admission; and if nothing does by itself, who is ahead of it.

extension WriterContext {
  /// Judged as a claim judges it: by `Admission`, at most the first jobs of each line that a claim would look at.
  func startBlockers(
    _ id: JobID, _ facts: JobRow, _ room: ClaimRoom
  ) throws(StoreError) -> [Blocker] {
    guard var queue = ledger.queues[facts.queue] else { return [] }
    queue.refill(now: now)
    var room = room
    let isElsewhere = facts.isLeased
    if isElsewhere { room.slots = .max }
    // Nobody is to start a worker because somebody asked.
    room.quiet = Set(room.pools.keys)
    let job = readyJob(id, facts)
    let limit = facts.links.limit.flatMap { ledger.limits[$0] }
    var admission = Admission(room, slotsTotal: terms.slotsTotal)
    let known = admission.facts(job, queue, permits: limit?.permits)
    let blockers = AdmissionPolicy.obstacles(known).compactMap { blocker($0, known, queue, limit) }
    if !blockers.isEmpty { return blockers }
    if facts.links.isParked, let limit { return [Blocker(.limitLine(key: limit.key))] }
    let ahead = try isElsewhere ? lineAhead(of: facts) : candidates(admission, most: claimShare())
    let first = ahead.firstIndex { $0.id == job.id }.map { ahead[..<$0] }
    // Not among those a claim would look at: all of its line are ahead of it, and of the others those with precedence.
    let before = first ?? ahead.filter { ClaimOrder.precedes($0.order, job.order) }[...]
    return wait(for: job, behind: before, &admission).flatMap { aheadBlocker($0, admission) }.map { [$0] } ?? []
  }

  private func readyJob(_ id: JobID, _ facts: JobRow) -> ReadyJob {
    var pool: String?
    if let lane = facts.links.lane, case .pool(let name) = terms.lanes.source(lane) { pool = name }
    return ReadyJob(
      id: id.value, queue: facts.queue, priority: facts.priority, ownPriority: facts.priority,
      weight: facts.links.weight, limit: facts.links.limit, batch: facts.links.batch, lane: facts.links.lane,
      pool: pool, readyAt: facts.readyAt, createdAt: facts.createdAt, attempt: facts.attempt,
      starts: facts.starts, maxAttempts: facts.maxAttempts, flags: facts.flags,
      deadline: facts.deadline)
  }

  private func blocker(
    _ obstacle: AdmissionPolicy.Obstacle, _ facts: AdmissionPolicy.Facts, _ queue: QueueMemory, _ limit: LimitMemory?
  ) -> Blocker? {
    switch obstacle {
    case .queuePaused: return Blocker(.queuePaused(queue: queue.name))
    // Told by who knows the pools.
    case .pool: return nil
    case .queueSlots:
      guard let slots = queue.settings.slots else { return nil }
      let used = min(queue.slotsUsed, slots)
      return Blocker(.queueSlots(queue: queue.name, used: used, slots: slots, needed: facts.queueNeeded))
    case .limit:
      guard let limit else { return nil }
      return Blocker(.limit(key: limit.key, running: limit.running, max: limit.max))
    case .rate:
      let until = queue.settings.rate.flatMap { queue.bucket?.nextAt($0) }
      return Blocker(.rate(queue: queue.name), until: until)
    case .daemonSlots:
      return Blocker(.daemonSlots(free: max(0, facts.daemonFree), needed: facts.daemonNeeded))
    }
  }

  // MARK: Who is ahead

  /// Jobs of the same lane and queue, for one that is carried out elsewhere.
  private func lineAhead(of facts: JobRow) throws(StoreError) -> [ReadyJob] {
    guard let queue = ledger.queues[facts.queue], let lane = facts.links.lane else { return [] }
    let isWeightless = facts.kind == .external
    return try look([
      ReadyLook(queue: queue, lane: .named(lane), isWeightless: isWeightless, max: Limits.claimMax)
    ])
  }

  /// Lets the jobs before it take what they would; returns who of them waits, so that it waits too.
  private func wait(
    for job: ReadyJob, behind ahead: ArraySlice<ReadyJob>, _ admission: inout Admission
  ) -> Admission.Wait? {
    var queues: [Int64: QueueMemory] = [:]
    for other in ahead {
      guard var queue = queues[other.queue] ?? ledger.queues[other.queue] else { continue }
      let permits = other.limit.flatMap { ledger.limits[$0]?.permits }
      if admission.obstacle(other, &queue, permits: permits, now: now) == nil {
        queue.slotsUsed += other.weight
        admission.took(other, &queue)
      }
      queues[other.queue] = queue
    }
    return admission.closedQueues[job.queue] ?? admission.closedBy
  }

  private func aheadBlocker(_ wait: Admission.Wait, _ admission: Admission) -> Blocker? {
    guard let queue = ledger.queues[wait.job.queue] else { return nil }
    let facts = admission.facts(wait.job, queue, permits: nil)
    let need: Blocker.Need =
      switch wait.obstacle {
      case .rate: .rate(queue: queue.name)
      case .daemonSlots: .daemonSlots(count: facts.daemonNeeded)
      default: .queueSlots(queue: queue.name, count: facts.queueNeeded)
      }
    return Blocker(.ahead(JobID(wait.job.id), waitsFor: need))
  }
}
