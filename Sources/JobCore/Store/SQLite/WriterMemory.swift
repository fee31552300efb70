// What the writer knows without asking the database: ids, queues, counts, the next due time. A value, so that a
// transaction that fails takes its changes back by assignment.

/// A queue as the writer knows it.
struct QueueMemory {
  let id: Int64
  let name: String
  var settings: QueueSettings
  /// Jobs per state, by the state's raw value.
  var counts: [Int]

  var queuedCount: Int {
    counts[JobState.queued.rawValue]
  }

  /// Jobs of this queue that may still start, as far as the queue itself has a say.
  var freeSlots: Int {
    settings.slots.map { max(0, $0 - counts[JobState.running.rawValue]) } ?? .max
  }
}

/// The writer's memory.
struct WriterMemory {
  var lastJobID: Int64 = 0
  var queues: [Int64: QueueMemory] = [:]
  var queueIDs: [String: Int64] = [:]
  /// The earliest due time or deadline of a waiting job.
  var nextDue: Timestamp?

  // What this transaction changed; cleared by its commit.
  var isLastJobIDDirty = false
  var dirtyCounts: Set<CountKey> = []
  /// A job that may have been the next due one has left: ask the index again.
  var isNextDueStale = false

  /// A job became ready, or a queue opened, since the last claim looked.
  var hasNewWork = false

  struct CountKey: Hashable {
    let queue: Int64
    let state: Int
  }

  /// Keeps the counts when a job of `queue` goes `from` one state `to` another; `nil` is coming or going.
  mutating func count(queue: Int64, from: JobState?, to: JobState?) {
    guard var memory = queues.removeValue(forKey: queue) else { return }
    if let from {
      memory.counts[from.rawValue] -= 1
      dirtyCounts.insert(CountKey(queue: queue, state: from.rawValue))
    }
    if let to {
      memory.counts[to.rawValue] += 1
      dirtyCounts.insert(CountKey(queue: queue, state: to.rawValue))
    }
    queues[queue] = memory
  }

  /// A waiting job is due, or overdue, at `moment`.
  mutating func noteDue(_ moment: Timestamp?) {
    guard let moment else { return }
    if let next = nextDue, next <= moment { return }
    nextDue = moment
  }
}
