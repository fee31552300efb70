// Who has been served just now, and lets more come together before it looks again: a busy queue commits hundreds of times
// a second, and a write for each of them to each reader would cost more than the jobs.

/// Readers that let changes gather.
struct EventGathering {
  private var all: Set<EventSeat.ID> = []
  /// Those whose filter is about one thing: the end of it is what they wait for.
  private var ofOne: [EventSeat.ID: EventMatcher] = [:]
  /// The number of the last change when all were told to look.
  private var released: UInt64 = 0

  func contains(_ id: EventSeat.ID) -> Bool { all.contains(id) }

  mutating func add(_ id: EventSeat.ID, _ matcher: EventMatcher) {
    all.insert(id)
    if matcher.isOfOne { ofOne[id] = matcher }
  }

  /// Whether it was there.
  mutating func remove(_ id: EventSeat.ID) -> Bool {
    ofOne[id] = nil
    return all.remove(id) != nil
  }

  /// Who is to look at once.
  ///
  /// - Parameter last: the number of the last of the changes.
  mutating func whoLooks(at changes: [Change], last: UInt64) -> Set<EventSeat.ID> {
    if all.isEmpty { return [] }
    // So that what gathers is still there when it is looked at.
    if last - released >= Limits.eventGatheredMax {
      released = last
      return all
    }
    var found: Set<EventSeat.ID> = []
    var looks = 0
    for change in changes where !ofOne.isEmpty && change.isEnd {
      looks += ofOne.count
      if looks > Limits.eventLooksMax { return found.union(ofOne.keys) }
      for (id, matcher) in ofOne where matcher.mayEnd(with: change) { found.insert(id) }
    }
    return found
  }
}

extension Change {
  /// Something is over by it.
  fileprivate var isEnd: Bool {
    switch self {
    case .job(let change): change.isEnd
    case .batch: true
    case .queue, .schedule: false
    }
  }
}

extension JobChange {
  fileprivate var isEnd: Bool { what == .deleted || facts.state.isTerminal }
}

extension EventMatcher {
  /// It is about a batch, or jobs of one name.
  fileprivate var isOfOne: Bool { batch != nil || namesOneName }

  /// What it is about may be over by this.
  func mayEnd(with change: Change) -> Bool {
    switch change {
    case .job(let job): namesOneName && job.isEnd && mayMean(change)
    case .batch(let done, _): batch == done.id.value
    case .queue, .schedule: false
    }
  }
}
