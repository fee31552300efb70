// What keeps a queued job from starting, in the order of admission; and if nothing does by itself, who is ahead of it.

/// Judged as a claim judges it: by `Admission`, at most the first jobs of each line that a claim would look at.
struct StartBlockers {
  private let job: ReadyJob
  private let queue: QueueMemory
  private let limit: LimitMemory?
  private var admission: Admission
  private let tx: Transaction

  static func of(_ row: JobRow, _ room: ClaimRoom, _ tx: Transaction) throws(StoreError) -> [Blocker] {
    guard var queue = tx.ledger.queues[row.queue] else { return [] }
    queue.refill(now: tx.now)
    var room = room
    if row.isLeased { room.slots = .max }
    // Nobody is to start a worker because somebody asked.
    room.quiet = Set(room.pools.keys)
    var look = StartBlockers(
      job: ReadyJob(row, tx), queue: queue, limit: row.limit.flatMap { tx.ledger.limits[$0] },
      admission: Admission(room, slotsTotal: tx.terms.slotsTotal), tx: tx)
    return try look.blockers(of: row)
  }

  private mutating func blockers(of row: JobRow) throws(StoreError) -> [Blocker] {
    let facts = admission.facts(job, queue, permits: limit?.permits)
    var blockers: [Blocker] = []
    for obstacle in AdmissionPolicy.obstacles(facts) {
      if let blocker = try blocker(obstacle, facts) { blockers.append(blocker) }
    }
    if !blockers.isEmpty { return blockers }
    if row.isParked, let limit { return [Blocker(.limitLine(key: limit.key))] }
    let ahead = try row.isLeased ? line(of: row) : Candidates.local(admission, most: Candidates.share(tx), tx)
    let first = ahead.firstIndex { $0.id == job.id }.map { ahead[..<$0] }
    // Not among those a claim would look at: all of its line are ahead of it, and of the others those with precedence.
    let before = first ?? ahead.filter { ClaimOrder.precedes($0.order, job.order) }[...]
    return wait(behind: before).flatMap { blocker($0) }.map { [$0] } ?? []
  }

  private func blocker(
    _ obstacle: AdmissionPolicy.Obstacle, _ facts: AdmissionPolicy.Facts
  ) throws(StoreError) -> Blocker? {
    switch obstacle {
    case .queuePaused: return .queuePaused(queue, tx)
    // Told by who knows the pools.
    case .pool: return nil
    case .queueSlots:
      guard let slots = queue.settings.slots else { return nil }
      let used = min(queue.slotsNeeded, slots)
      return Blocker(.queueSlots(queue: queue.name, used: used, slots: slots, needed: facts.queueNeeded))
    case .limit:
      guard let limit, let id = job.limit else { return nil }
      let holder = try tx.search { rows throws(StoreError) in try rows.holder(ofLimit: id) }
      return Blocker(.limit(key: limit.key, running: limit.running, max: limit.max, holder: holder))
    case .rate:
      let until = queue.settings.rate.flatMap { queue.bucket?.nextAt($0) }
      return Blocker(.rate(queue: queue.name), until: until)
    case .daemonSlots:
      return Blocker(.daemonSlots(free: max(0, facts.daemonFree), needed: facts.daemonNeeded))
    }
  }

  // MARK: Who is ahead

  /// Jobs of the same lane and queue, for one that is carried out elsewhere.
  private func line(of row: JobRow) throws(StoreError) -> [ReadyJob] {
    guard let queue = tx.ledger.queues[row.queue], let lane = row.lane else { return [] }
    let isWeightless = row.kind == .external
    return try Candidates.look(
      [ReadyLook(queue: queue, lane: .named(lane), isWeightless: isWeightless, max: Limits.claimMax)], tx)
  }

  /// Lets the jobs before it take what they would; returns who of them waits, so that it waits too.
  private mutating func wait(behind ahead: ArraySlice<ReadyJob>) -> Admission.Wait? {
    var queues: [Int64: QueueMemory] = [:]
    for other in ahead {
      guard var queue = queues[other.queue] ?? tx.ledger.queues[other.queue] else { continue }
      let permits = other.limit.flatMap { tx.ledger.limits[$0]?.permits }
      if admission.obstacle(other, &queue, permits: permits, now: tx.now) == nil {
        queue.addRunning(weight: other.weight)
        admission.took(other, &queue)
      }
      queues[other.queue] = queue
    }
    return admission.closedQueues[job.queue] ?? admission.closedBy
  }

  private func blocker(_ wait: Admission.Wait) -> Blocker? {
    guard let queue = tx.ledger.queues[wait.job.queue] else { return nil }
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

extension ReadyJob {
  fileprivate init(_ row: JobRow, _ tx: Transaction) {
    var pool: String?
    if let lane = row.lane, case .pool(let name) = tx.terms.lanes.source(lane) { pool = name }
    self.init(
      id: row.id.value, queue: row.queue, priority: row.priority, ownPriority: row.priority,
      weight: row.links.weight, limit: row.limit, batch: row.batch, lane: row.lane, pool: pool, readyAt: row.readyAt,
      starts: row.starts, flags: row.flags, deadline: row.deadline)
  }
}
