// What a follower has seen coming and not told yet. It is held beside the ring, so that all else that happens meanwhile
// does not push it out, and in bounded room, because a follower may take its time.

/// Changes that a follower means, in their order.
struct PendingChanges {
  /// A change, and its number.
  struct Numbered {
    let number: UInt64
    let change: Change
  }

  private var changes: [Numbered] = []
  private var bytes = 0
  /// All up to this number has been looked at.
  private(set) var looked: UInt64

  init(after number: UInt64) {
    looked = number
  }

  var isEmpty: Bool { changes.isEmpty }

  var isFull: Bool { bytes >= Limits.eventPendingBytesMax }

  /// All up to this number has been told, or is of no interest.
  var told: UInt64 { changes.first.map { $0.number - 1 } ?? looked }

  /// The first of them, at most so many.
  func first(_ max: Int) -> ArraySlice<Numbered> { changes.prefix(max) }

  /// Looks at what comes next, until there is no room.
  mutating func look(at parts: [EventRingState.Part], for isMeant: (Change) -> Bool) {
    for part in parts {
      for (offset, change) in part.changes.enumerated() {
        if isFull { return }
        looked = part.first + UInt64(offset)
        guard isMeant(change) else { continue }
        changes.append(Numbered(number: looked, change: change))
        bytes += change.keptBytes
      }
    }
  }

  /// Up to this number nothing else is of interest.
  mutating func skip(to number: UInt64) {
    looked = number
  }

  /// The first ones have been told.
  mutating func removeFirst(_ count: Int) {
    bytes -= changes.prefix(count).reduce(0) { $0 + $1.change.keptBytes }
    changes.removeFirst(count)
  }
}
