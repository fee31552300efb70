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
    return wakeInterested(in: told)
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
    if waiting.others.count * told.changes.count > Limits.eventLooksMax {
      for id in waiting.others { if let wake = wake(id, .look(after: told.first - 1)) { wakes.append(wake) } }
    }
    for (index, change) in told.changes.enumerated() {
      if waiting.isEmpty { break }
      for id in waiting.candidates(for: change) where readers[id]?.matcher.mayMean(change) == true {
        if let wake = wake(id, .look(after: told.first + UInt64(index) - 1)) { wakes.append(wake) }
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
    guard !isFinished, let reader = readers[id], !Task.isCancelled else {
      return Resumption(continuation: continuation, wake: .over)
    }
    if number < last { return Resumption(continuation: continuation, wake: .look(after: number)) }
    if reader.isNudged {
      readers[id]?.isNudged = false
      return Resumption(continuation: continuation, wake: .nudge(after: number))
    }
    readers[id]?.waiting = (number, continuation)
    waiting.add(id, reader.matcher)
    return nil
  }

  mutating func wake(_ id: EventSeat.ID, _ wake: Wake) -> Resumption? {
    guard let reader = readers[id], let wait = reader.waiting else { return nil }
    readers[id]?.waiting = nil
    waiting.remove(id, reader.matcher)
    return Resumption(continuation: wait.continuation, wake: wake)
  }

  mutating func nudge(_ id: EventSeat.ID) -> Resumption? {
    // All that has been told while it waited was looked at on its behalf.
    if let resumption = wake(id, .nudge(after: last)) { return resumption }
    readers[id]?.isNudged = true
    return nil
  }
}

extension Change {
  /// Bytes that are kept for it, roughly.
  fileprivate var keptBytes: Int {
    switch self {
    case .job(let change):
      switch change.detail {
      case nil: Self.jobBytes
      case .progress(let progress): Self.jobBytes + Self.detailBytes + (progress.note?.utf8.count ?? 0)
      case .labels(let old, let new): Self.jobBytes + 2 * Self.detailBytes + old.keptBytes + new.keptBytes
      }
    case .batch, .queue: Self.boxBytes
    case .schedule(let schedule, _, _): Self.boxBytes + Self.outlineBytes * schedule.spec.job.outlineCount
    }
  }

  private static let jobBytes = MemoryLayout<Change>.stride
  private static let detailBytes = 96
  private static let boxBytes = 512
  private static let outlineBytes = 1_024
}

extension JobLabels {
  fileprivate var keptBytes: Int {
    tags.reduce(name?.utf8.count ?? 0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 64 }
  }
}
