// The queues as the writer knows them, without asking the database: their settings, how many of their jobs are in which
// state, and what is left of their slots and rates.

/// A queue as the writer knows it.
struct QueueMemory: Equatable {
  let id: Int64
  let name: String
  var settings = QueueSettings()
  /// Jobs per state, by the state's raw value.
  var counts = [Int](repeating: 0, count: JobState.allCases.count)
  /// What its running jobs need of its slots, together.
  var slotsNeeded = 0
  /// How many of them need any: an external job does not.
  var slotHolders = 0
  /// More about its pause; `nil` if it is not paused, or nothing more is known.
  var pause: PauseTerms?
  /// What is left of its rate; `nil` is a full bucket, or no rate.
  var bucket: TokenBucket?

  var queuedCount: Int {
    counts[JobState.queued.rawValue]
  }

  /// Jobs of this queue that may still start, as far as the queue itself has a say.
  var freeSlots: Int {
    settings.slots.map { max(0, $0 - slotsNeeded) } ?? .max
  }

  /// Slots its running jobs take. One that needs more than the queue has takes all of them; of a queue whose slots were
  /// made fewer, more jobs may run than it has.
  var slotsTaken: Int {
    min(slotsNeeded, max(settings.slots ?? .max, slotHolders))
  }

  /// A job of this weight runs.
  mutating func addRunning(weight: Int) {
    slotsNeeded += weight
    if weight > 0 { slotHolders += 1 }
  }

  fileprivate mutating func removeRunning(weight: Int) {
    slotsNeeded -= weight
    if weight > 0 { slotHolders -= 1 }
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

  /// As it is shown, but for who is first in line.
  ///
  /// - Parameter clockAhead: how far the wall clock is ahead of steady time.
  func status(clockAhead: Int64) -> QueueStatus {
    var status = QueueStatus(name: name, settings: settings, counts: [:])
    for state in JobState.allCases where counts[state.rawValue] > 0 { status.counts[state] = counts[state.rawValue] }
    status.slotsUsed = slotsTaken
    if settings.isPaused { status.pause = pause?.pause(clockAhead: clockAhead) ?? .unknown }
    return status
  }

  /// How many may wait here, if so many more would be too many.
  func bound(passedBy count: Int) -> Int? {
    guard let max = settings.maxQueued, waitingCount + count > max else { return nil }
    return max
  }
}

/// All queues.
struct QueueBook: Equatable {
  private(set) var queues = JournaledMap<Int64, QueueMemory>()
  private var ids = JournaledMap<String, Int64>()
  private var names = JournaledMap<Int64, String>()
  /// Whom it is told to when jobs end.
  var callbacks = CallbackBook()
  /// Of those queues whose pause ends by itself: when, in steady time.
  private var pauseEnds = JournaledMap<Int64, Timestamp>()
  /// Queued jobs in all of them.
  @Journaled private(set) var queuedCount = 0
  /// Queues whose buckets this transaction took from.
  var changedTokens: Set<Int64> = []

  /// The highest number that a queue has had which is gone: what is still known by it must not be another queue's.
  @Journaled private var highestGone: Int64 = 0

  var count: Int { queues.count }
  var all: Dictionary<Int64, QueueMemory>.Values { queues.values }
  var highestID: Int64 { max(queues.keys.max() ?? 0, highestGone) }

  subscript(id: Int64) -> QueueMemory? {
    get { queues[id] }
    _modify { yield &queues[id] }
  }

  /// In its caller, for which all of the book would be copied otherwise.
  @inline(__always) func id(of name: String) -> Int64? {
    ids[name]
  }

  /// Whether the queue is there, or may still be made.
  func hasRoom(for name: String) -> Bool {
    id(of: name) != nil || count < Limits.queueCountMax
  }

  /// All that most ask of a queue, without a copy of the rest.
  func name(of id: Int64) -> String? {
    names[id]
  }

  mutating func add(_ queue: QueueMemory) {
    queues[queue.id] = queue
    ids[queue.name] = queue.id
    names[queue.id] = queue.name
    if !queue.settings.callbacks.isEmpty { callbacks.ofQueues[queue.id] = queue.settings.callbacks }
    if let end = queue.pause?.end { pauseEnds[queue.id] = end.until }
    queuedCount += queue.queuedCount
  }

  /// It is paused like this from now on; `nil` is not paused.
  mutating func set(_ pause: PauseTerms?, of id: Int64) {
    queues[id]?.pause = pause
    if pauseEnds[id] != nil || pause?.end != nil { pauseEnds[id] = pause?.end?.until }
  }

  /// The first end of a pause, in steady time.
  var nextPauseEnd: Timestamp? { pauseEnds.values.min() }

  /// The queues whose pauses are over.
  func pausesOver(by now: Timestamp) -> [Int64] {
    pauseEnds.all.filter { $0.value <= now }.map(\.key)
  }

  /// Its settings are others from now on.
  mutating func set(_ settings: QueueSettings, of id: Int64) {
    queues[id]?.settings = settings
    if callbacks.ofQueues[id] != nil || !settings.callbacks.isEmpty {
      callbacks.ofQueues[id] = settings.callbacks.isEmpty ? nil : settings.callbacks
    }
  }

  /// Forgets a queue in which no job is.
  mutating func remove(_ queue: QueueMemory) {
    _ = queues.removeValue(forKey: queue.id)
    _ = ids.removeValue(forKey: queue.name)
    _ = names.removeValue(forKey: queue.id)
    if callbacks.ofQueues[queue.id] != nil { callbacks.ofQueues[queue.id] = nil }
    if pauseEnds[queue.id] != nil { pauseEnds[queue.id] = nil }
    changedTokens.remove(queue.id)
    highestGone = max(highestGone, queue.id)
  }

  /// Keeps what is known of a queue when one of its jobs goes `from` one state `to` another; `nil` is coming or going.
  mutating func note(_ id: Int64, from: JobState?, to: JobState?, weight: Int) {
    if from == .queued { queuedCount -= 1 }
    if to == .queued { queuedCount += 1 }
    queues[id]?.note(from: from, to: to, weight: weight)
  }

  /// Says what this transaction has changed, as it ends.
  mutating func finish(_ changes: inout Changes, _ after: inout Aftermath) {
    for id in changedTokens { changes.queues.append(.fill(id: id, queues[id]?.bucket)) }
    if !changedTokens.isEmpty { changedTokens = [] }
    for (id, before) in queues.before {
      guard let queue = queues[id] else { continue }
      if queue.slotsTaken != before?.slotsTaken { after.slotsTaken.append((id, queue.slotsTaken)) }
      for state in JobState.allCases {
        let count = queue.counts[state.rawValue]
        if count == before?.counts[state.rawValue] ?? 0 { continue }
        changes.counts.append(CountRow(queue: id, state: state, count: count))
      }
    }
  }

  mutating func begin() {
    callbacks.begin()
    _queuedCount.begin()
    _highestGone.begin()
  }

  mutating func commit() {
    queues.commit()
    ids.commit()
    names.commit()
    callbacks.commit()
    pauseEnds.commit()
    _queuedCount.commit()
    _highestGone.commit()
  }

  mutating func rollBack() {
    queues.rollBack()
    ids.rollBack()
    names.rollBack()
    callbacks.rollBack()
    pauseEnds.rollBack()
    _queuedCount.rollBack()
    _highestGone.rollBack()
    changedTokens = []
  }
}

extension QueueMemory {
  fileprivate mutating func note(from: JobState?, to: JobState?, weight: Int) {
    if let from { counts[from.rawValue] -= 1 }
    if let to { counts[to.rawValue] += 1 }
    if from == .running { removeRunning(weight: weight) }
    if to == .running { addRunning(weight: weight) }
  }
}
