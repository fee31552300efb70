// The ring as a value behind its lock; methods return what is to be resumed after leaving it.

/// Changes by their numbers, and who reads them.
struct EventRingState {
  /// How much is kept, and for how many.
  struct Bounds {
    var changesMax = Limits.eventRingChangesMax
    var bytesMax = Limits.eventRingBytesMax
    var readersMax = Limits.eventReadersMax
  }

  /// Changes that follow one another.
  struct Part {
    /// The number of the first of them.
    let first: UInt64
    let changes: ArraySlice<Change>

    /// The number of the last one.
    var last: UInt64 { first + UInt64(changes.count) - 1 }
  }

  /// Why a wait is over.
  enum Wake: Equatable {
    /// Up to this number nothing was of interest.
    case look(after: UInt64)
    /// The same, and nothing may be of interest now.
    case nudge(after: UInt64)
    case over
  }

  /// A wait that is over.
  struct Resumption {
    let continuation: CheckedContinuation<Wake, Never>
    let wake: Wake

    func resume() { continuation.resume(returning: wake) }
  }

  /// What one commit has changed.
  private struct Told {
    let first: UInt64
    let changes: [Change]
    let bytes: Int
  }

  private struct Reader {
    let matcher: EventMatcher
    var isNudged = false
    var waiting: (after: UInt64, continuation: CheckedContinuation<Wake, Never>)?
  }

  private let bounds: Bounds
  private var commits: [Told] = []
  /// Those before it are gone.
  private var head = 0
  private var count = 0
  private var bytes = 0
  private(set) var last: UInt64 = 0
  private var readers: [EventSeat.ID: Reader] = [:]
  private var lastReader = 0
  private var waiting = EventIndex()
  private var gathering = EventGathering()
  private var isFinished = false

  init(_ bounds: Bounds) {
    self.bounds = bounds
  }

  // MARK: Telling

  mutating func add(_ changes: [Change]) -> [Resumption] {
    if isFinished { return [] }
    let told = Told(first: last + 1, changes: changes, bytes: changes.reduce(0) { $0 + $1.keptBytes })
    last += UInt64(changes.count)
    commits.append(told)
    count += changes.count
    bytes += told.bytes
    while count > bounds.changesMax || bytes > bounds.bytesMax { dropFirst() }
    let looking = gathering.whoLooks(at: changes, last: last).compactMap { wake($0, .over) }
    return wakeInterested(in: told) + looking
  }

  private mutating func dropFirst() {
    count -= commits[head].changes.count
    bytes -= commits[head].bytes
    head += 1
    // What is gone is not kept for long, and not moved away for each.
    if head > commits.count / 2 {
      commits.removeFirst(head)
      head = 0
    } else {
      commits[head - 1] = Told(first: 0, changes: [], bytes: 0)
    }
  }

  private mutating func wakeInterested(in told: Told) -> [Resumption] {
    var wakes: [Resumption] = []
    var looks = 0
    for (index, change) in told.changes.enumerated() {
      if waiting.isEmpty { break }
      let before = told.first + UInt64(index) - 1
      let candidates = waiting.candidates(for: change)
      looks += candidates.count
      // Whoever commits waits for this: beyond a bound all look themselves, on the threads of their connections.
      if looks > Limits.eventLooksMax {
        wakes += readers.keys.compactMap { gathering.contains($0) ? nil : wake($0, .look(after: before)) }
        break
      }
      for id in candidates where readers[id]?.matcher.mayMean(change) == true {
        if let wake = wake(id, .look(after: before)) { wakes.append(wake) }
      }
    }
    return wakes
  }

  mutating func finish() -> [Resumption] {
    isFinished = true
    return readers.keys.compactMap { wake($0, .over) }
  }

  // MARK: Readers

  var readerCount: Int { readers.count }

  mutating func open(_ matcher: EventMatcher) -> EventSeat.ID? {
    guard readers.count < bounds.readersMax else { return nil }
    lastReader += 1
    readers[lastReader] = Reader(matcher: matcher)
    return lastReader
  }

  mutating func close(_ id: EventSeat.ID) -> Resumption? {
    let wake = wake(id, .over)
    readers[id] = nil
    return wake
  }

  func holds(after number: UInt64) -> Bool {
    number <= last && number + 1 >= (head < commits.count ? commits[head].first : last + 1)
  }

  func read(after number: UInt64, max: Int) -> [Part]? {
    guard holds(after: number) else { return nil }
    var parts: [Part] = []
    var left = max
    var index = indexOfCommit(with: number + 1)
    while index < commits.count, left > 0 {
      let commit = commits[index]
      let skipped = parts.isEmpty ? Int(number + 1 - commit.first) : 0
      let changes = commit.changes.dropFirst(skipped).prefix(left)
      parts.append(Part(first: commit.first + UInt64(skipped), changes: changes))
      left -= changes.count
      index += 1
    }
    return parts
  }

  /// By halves: the numbers of the commits grow.
  private func indexOfCommit(with number: UInt64) -> Int {
    var (low, high) = (head, commits.count)
    while low < high {
      let middle = (low + high) / 2
      if commits[middle].first + UInt64(commits[middle].changes.count) <= number {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  // MARK: Waiting

  /// `nil` as long as it waits.
  mutating func park(
    _ id: EventSeat.ID, after number: UInt64, _ continuation: CheckedContinuation<Wake, Never>
  ) -> Resumption? {
    guard let reader = readers[id], !Task.isCancelled else {
      return Resumption(continuation: continuation, wake: .over)
    }
    // Also at the end: the last commits are told before it.
    if number < last { return Resumption(continuation: continuation, wake: .look(after: number)) }
    if isFinished { return Resumption(continuation: continuation, wake: .over) }
    if reader.isNudged {
      readers[id]?.isNudged = false
      return Resumption(continuation: continuation, wake: .nudge(after: number))
    }
    readers[id]?.waiting = (number, continuation)
    waiting.add(id, reader.matcher)
    return nil
  }

  /// Lets changes gather: `nil` as long as it does, and nothing that cannot wait has been told.
  mutating func gather(
    _ id: EventSeat.ID, after number: UInt64, _ continuation: CheckedContinuation<Wake, Never>
  ) -> Resumption? {
    // Whoever lets changes gather has just told of some: that answers an earlier nudge.
    readers[id]?.isNudged = false
    guard let reader = readers[id], !Task.isCancelled, !isFinished,
      last - number < Limits.eventLooksAtOnceMax, let parts = read(after: number, max: Limits.eventLooksAtOnceMax),
      !parts.contains(where: { $0.changes.contains(where: reader.matcher.mayEnd) })
    else { return Resumption(continuation: continuation, wake: .over) }
    readers[id]?.waiting = (number, continuation)
    gathering.add(id, reader.matcher)
    return nil
  }

  mutating func wakeGathering(_ id: EventSeat.ID) -> Resumption? {
    gathering.contains(id) ? wake(id, .over) : nil
  }

  mutating func wake(_ id: EventSeat.ID, _ wake: Wake) -> Resumption? {
    guard let reader = readers[id], let wait = reader.waiting else { return nil }
    readers[id]?.waiting = nil
    if !gathering.remove(id) { waiting.remove(id, reader.matcher) }
    return Resumption(continuation: wait.continuation, wake: wake)
  }

  mutating func nudge(_ id: EventSeat.ID) -> Resumption? {
    // All that has been told while it waited was looked at on its behalf.
    if !gathering.contains(id), let resumption = wake(id, .nudge(after: last)) { return resumption }
    readers[id]?.isNudged = true
    return wakeGathering(id)
  }

  /// Whether it was nudged while it did not wait.
  mutating func takeNudge(_ id: EventSeat.ID) -> Bool {
    let isNudged = readers[id]?.isNudged == true
    readers[id]?.isNudged = false
    return isNudged
  }
}
