// One claim's accounting: what it may still take of the daemon's slots, of each queue's slots and of its rate.

/// The admission of ready jobs, in their order.
///
/// Nothing overtakes: a job for which there is no room holds back what stands behind it in its queue, and one that
/// waits for the daemon's slots holds back everything; otherwise a heavy job would never start.
struct Admission {
  private(set) var slots: Int
  let slotsTotal: Int
  private var closedQueues: Set<Int64> = []

  init(slots: Int, slotsTotal: Int) {
    self.slots = slots
    self.slotsTotal = slotsTotal
  }

  /// Slots a job takes: never more than there are.
  static func weight(_ weight: Int, slotsTotal: Int, queueSlots: Int?) -> Int {
    min(weight, slotsTotal, max(1, queueSlots ?? .max))
  }

  /// Whether `job` may start now. If its queue has a rate, a token is taken from `queue`.
  mutating func admits(_ job: ReadyJob, _ queue: inout QueueMemory, now: Timestamp) -> Bool {
    if closedQueues.contains(queue.id) { return false }
    let weight = Self.weight(job.weight, slotsTotal: slotsTotal, queueSlots: queue.settings.slots)
    if weight > slots {
      slots = 0
      return false
    }
    if weight > queue.freeSlots || !takeToken(&queue, now: now) {
      closedQueues.insert(queue.id)
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

  /// When a queue that was held back by its rate may go on.
  func nextToken(_ queue: QueueMemory) -> Timestamp? {
    guard closedQueues.contains(queue.id), let rate = queue.settings.rate, let bucket = queue.bucket,
      bucket.nextAt(rate) > bucket.at
    else { return nil }
    return bucket.nextAt(rate)
  }

  mutating func took(_ job: ReadyJob, _ queue: QueueMemory) {
    slots -= Self.weight(job.weight, slotsTotal: slotsTotal, queueSlots: queue.settings.slots)
  }
}
