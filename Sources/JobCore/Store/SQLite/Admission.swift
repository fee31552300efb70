// One claim's accounting: what it may still take of the daemon's slots, of each queue's slots and of its rate.

/// The admission of ready jobs, in their order.
///
/// Nothing overtakes: a job for which there is no room holds back what stands behind it in its queue, and one that
/// waits for the daemon's slots holds back everything; otherwise a heavy job would never start.
struct Admission {
  private(set) var slots: Int
  let slotsTotal: Int
  private var closedQueues: Set<Int64> = []
  /// What each pool can still take; one that is not named is unlimited.
  private var pools: [String: Int]
  private let quietPools: Set<String>
  /// When the first of the queues that are held back by their rates may go on.
  private(set) var nextTokenAt: Timestamp?

  init(_ room: ClaimRoom, slotsTotal: Int) {
    slots = room.slots
    pools = room.pools
    quietPools = room.quiet
    self.slotsTotal = slotsTotal
  }

  /// Slots a job takes: never more than there are.
  static func weight(_ weight: Int, slotsTotal: Int, queueSlots: Int?) -> Int {
    min(weight, slotsTotal, max(1, queueSlots ?? .max))
  }

  /// Whether `job` may start now. If its queue has a rate, a token is taken from `queue`.
  mutating func admits(_ job: ReadyJob, _ queue: inout QueueMemory, now: Timestamp) -> Bool {
    if closedQueues.contains(queue.id) { return false }
    // It waits for others than those behind it do, so it does not hold them up.
    if let pool = job.pool, free(pool) <= 0 { return false }
    let weight = Self.weight(job.weight, slotsTotal: slotsTotal, queueSlots: queue.settings.slots)
    if weight > slots {
      slots = 0
      return false
    }
    if weight > queue.freeSlots {
      closedQueues.insert(queue.id)
      return false
    }
    if !takeToken(&queue, now: now) {
      closedQueues.insert(queue.id)
      noteToken(queue)
      return false
    }
    return true
  }

  private func takeToken(_ queue: inout QueueMemory, now: Timestamp) -> Bool {
    guard let rate = queue.settings.rate else { return true }
    var bucket = queue.bucket ?? TokenBucket(rate, now: now)
    bucket.refill(rate, now: now)
    let isTaken = bucket.take()
    queue.bucket = bucket
    return isTaken
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

  mutating func took(_ job: ReadyJob, _ queue: QueueMemory) {
    if let pool = job.pool, let free = pools[pool] { pools[pool] = free - 1 }
    slots -= Self.weight(job.weight, slotsTotal: slotsTotal, queueSlots: queue.settings.slots)
  }
}
