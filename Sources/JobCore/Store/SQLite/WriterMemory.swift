// What the writer knows without asking the database: ids, queues, counts, the next due time. A value, so that a
// transaction that fails takes its changes back by assignment.

/// A queue as the writer knows it.
struct QueueMemory {
  let id: Int64
  let name: String
  var settings: QueueSettings
  /// Jobs per state, by the state's raw value.
  var counts: [Int]
  /// Slots its running jobs take.
  var slotsUsed = 0
  /// What is left of its rate; `nil` is a full bucket, or no rate.
  var bucket: TokenBucket?

  var queuedCount: Int {
    counts[JobState.queued.rawValue]
  }

  /// Jobs of this queue that may still start, as far as the queue itself has a say.
  var freeSlots: Int {
    settings.slots.map { max(0, $0 - slotsUsed) } ?? .max
  }

  /// Lets into its bucket what has dripped until now.
  mutating func refill(now: Timestamp) {
    guard let rate = settings.rate else { return }
    bucket = bucket?.refilled(rate, now: now) ?? TokenBucket(rate, now: now)
  }

  /// How many more its rate lets start now; `nil` if it has none.
  func tokens(now: Timestamp) -> Int? {
    guard let rate = settings.rate else { return nil }
    return (bucket?.refilled(rate, now: now) ?? TokenBucket(rate, now: now)).whole
  }

  /// Jobs that wait here, whatever for.
  var waitingCount: Int {
    counts[..<JobState.running.rawValue].reduce(0, +) + counts[JobState.retrying.rawValue]
  }
}

/// The writer's memory.
struct WriterMemory {
  var lastJobID: Int64 = 0
  var queues: [Int64: QueueMemory] = [:]
  var queueIDs: [String: Int64] = [:]
  /// Queued jobs in all queues.
  var queuedCount = 0
  /// The earliest due time or deadline of a waiting job.
  var nextDue: Timestamp?
  /// When the next token drips into the bucket of a queue that a claim found empty.
  var nextToken: Timestamp?
  /// What the clock showed at the last transaction.
  var lastReading: Timestamp?
  /// The latest time at which a job was put in line.
  var lastReadyAt: Int64 = 0
  /// How far the clock is ahead of steady time, as far as that has been noticed.
  var clockAhead: Int64 = 0

  // What this transaction changed; cleared by its commit.
  var isLastJobIDDirty = false
  var dirtyCounts: Set<CountKey> = []
  /// A job that may have been the next due one has left: ask the index again.
  var isNextDueStale = false

  /// Lanes of this daemon's own executors that may have ready jobs, and in which queues. May name some too many; a
  /// claim that finds nothing takes them out.
  var readyLanes: [String: Set<Int64>] = [:]
  /// Jobs of remote workers that could not start before may now: the waiting claims look again.
  var hasRemoteRoom = false
  /// The same for the jobs of some queues.
  var remoteRooms: Set<Int64> = []
  /// External jobs have become ready, or may start that could not before.
  var hasExternalNews = false
  /// When the next token drips into the bucket of a queue that a remote claim found empty.
  var nextRemoteToken: Timestamp?
  /// Lanes of remote workers in which this transaction made jobs ready, and in which queues.
  var newRemote: [String: Set<Int64>] = [:]

  mutating func noteReady(_ lane: String, queue: Int64) {
    if Lane.isRemote(lane) {
      newRemote[lane, default: []].insert(queue)
    } else {
      readyLanes[lane, default: []].insert(queue)
      if lane == Lane.external { hasExternalNews = true }
    }
  }

  /// Whether the waiting claims of remote workers have something to look at.
  var hasRemoteNews: Bool { hasRemoteRoom || !remoteRooms.isEmpty || !newRemote.isEmpty || !unservedWishes.isEmpty }

  mutating func forgetRemoteNews() {
    hasRemoteRoom = false
    remoteRooms = []
    newRemote = [:]
    unservedWishes = []
  }

  /// Jobs that waited may start now, wherever they are carried out.
  mutating func noteRoom() {
    hasNewWork = true
    hasRemoteRoom = true
    hasExternalNews = true
  }

  /// The same for the jobs of one queue.
  mutating func noteRoom(in queue: Int64) {
    hasNewWork = true
    remoteRooms.insert(queue)
    hasExternalNews = true
  }

  /// No job of `lane` is ready in `queue`.
  mutating func forgetReady(_ lane: String, queue: Int64) {
    readyLanes[lane]?.remove(queue)
    if readyLanes[lane]?.isEmpty ?? false { readyLanes[lane] = nil }
  }

  /// Ends of which not all follow-ups have been decided.
  var settlementCount = 0
  /// A transaction that goes on with them is on its way.
  var isSettlementPlanned = false
  /// Limit keys have been left for the next transaction.
  var hasLimitsLeft = false
  /// Wishes of waiting workers that have been left for the next transaction.
  var unservedWishes: Set<RemoteLine.Wish> = []

  /// A job became ready, or a queue opened, since the last claim looked.
  var hasNewWork = false
  /// Queues whose buckets this transaction took from.
  var dirtyTokens: Set<Int64> = []

  /// When the writer has to be woken.
  var nextWake: Timestamp? {
    [nextDue, nextToken, nextRemoteToken].compactMap(\.self).min()
  }

  struct CountKey: Hashable {
    let queue: Int64
    let state: Int
  }

  /// Keeps the counts when a job of `queue` goes `from` one state `to` another; `nil` is coming or going.
  mutating func count(queue: Int64, from: JobState?, to: JobState?) {
    guard var memory = queues.removeValue(forKey: queue) else { return }
    if from == .queued { queuedCount -= 1 }
    if to == .queued { queuedCount += 1 }
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
