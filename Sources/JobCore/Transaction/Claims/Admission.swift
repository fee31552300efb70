// One claim's accounting: what it may still take of the daemon's slots, of each queue's slots and of its rate. What is
// decided by it is in Policy/AdmissionPolicy.

/// The admission of ready jobs, in their order.
///
/// Nothing overtakes: a job for which there is no room holds back what stands behind it in its queue, and one that
/// waits for the daemon's slots holds back everything; otherwise a heavy job would never start.
struct Admission {
  private(set) var slots: Int
  let slotsTotal: Int
  /// The first job that waits, in each queue where one does, and for what.
  private(set) var closedQueues: [Int64: Wait] = [:]
  /// The job that waits for the daemon's slots.
  private(set) var closedBy: Wait?
  /// What each pool can still take; one that is not named is unlimited.
  private var pools: [String: Int]
  private let quietPools: Set<String>
  /// When the first of the queues that are held back by their rates may go on.
  private(set) var nextTokenAt: Timestamp?

  struct Wait {
    let job: ReadyJob
    let obstacle: AdmissionPolicy.Obstacle
  }

  init(_ room: ClaimRoom, slotsTotal: Int) {
    slots = room.slots
    pools = room.pools
    quietPools = room.quiet
    self.slotsTotal = slotsTotal
  }

  /// Nothing more can start.
  var isClosed: Bool { closedBy != nil || slots <= 0 }

  /// What keeps `job` from starting now; `nil` if nothing does. The bucket of `queue` is brought up to date in any case.
  ///
  /// - Parameter permits: how many more its limit key lets start.
  mutating func obstacle(
    _ job: ReadyJob, _ queue: inout QueueMemory, permits: Int?, now: Timestamp
  ) -> AdmissionPolicy.Obstacle? {
    if let wait = closedQueues[queue.id] ?? closedBy { return wait.obstacle }
    queue.refill(now: now)
    let facts = facts(job, queue, permits: permits)
    guard let obstacle = AdmissionPolicy.obstacle(facts) else { return nil }
    let wait = Wait(job: job, obstacle: obstacle)
    switch AdmissionPolicy.holdup(obstacle) {
    case .nobody: break
    case .queue: closedQueues[queue.id] = wait
    case .everybody: closedBy = wait
    }
    if obstacle == .rate { noteToken(queue) }
    return obstacle
  }

  /// What is known about `job`, whose queue's bucket is up to date.
  func facts(_ job: ReadyJob, _ queue: QueueMemory, permits: Int?) -> AdmissionPolicy.Facts {
    var facts = AdmissionPolicy.Facts()
    let queueSlots = queue.settings.slots
    facts.isQueuePaused = queue.settings.isPaused
    facts.queueNeeded = SlotPolicy.inQueue(job.weight, queueSlots: queueSlots)
    facts.queueFree = queueSlots == nil ? nil : queue.freeSlots
    facts.permits = permits
    facts.hasToken = queue.settings.rate == nil || (queue.bucket?.whole ?? 1) >= 1
    facts.poolFree = job.pool.map { free($0) }
    facts.daemonNeeded = weight(job, queue)
    facts.daemonFree = slots
    return facts
  }

  /// Slots of the daemon that `job` takes.
  func weight(_ job: ReadyJob, _ queue: QueueMemory) -> Int {
    SlotPolicy.inDaemon(job.weight, queueSlots: queue.settings.slots, slotsTotal: slotsTotal)
  }

  /// The bucket has just been refilled: what it lacks is reckoned from now.
  private mutating func noteToken(_ queue: QueueMemory) {
    guard let rate = queue.settings.rate, let next = queue.bucket?.nextAt(rate) else { return }
    nextTokenAt = nextTokenAt.map { min($0, next) } ?? next
  }

  /// What `pool` can still take.
  func free(_ pool: String) -> Int {
    pools[pool] ?? .max
  }

  /// Whether somebody wants to know that jobs wait for `pool`.
  func isHeard(_ pool: String) -> Bool {
    !quietPools.contains(pool)
  }

  /// `job` starts: it takes its slots, its room and, if its queue has a rate, a token.
  mutating func took(_ job: ReadyJob, _ queue: inout QueueMemory) {
    if let pool = job.pool, let free = pools[pool] { pools[pool] = free - 1 }
    slots -= weight(job, queue)
    _ = queue.bucket?.take()
  }
}
