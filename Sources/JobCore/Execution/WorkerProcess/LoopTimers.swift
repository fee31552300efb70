// The timers of an event loop: the next one is known at once, and one that was cancelled wakes nobody.

/// Moments, each with what is to be called then.
struct LoopTimers {
  typealias ID = Int

  private struct Entry {
    let moment: Int64
    let id: ID
  }

  /// A heap, the earliest on top; those that were cancelled are dropped when they get there.
  private var entries: [Entry] = []
  private var rings: [ID: @Sendable () -> Void] = [:]
  private var lastID = 0

  mutating func add(_ moment: Int64, _ ring: @escaping @Sendable () -> Void) -> ID {
    lastID += 1
    rings[lastID] = ring
    entries.append(Entry(moment: moment, id: lastID))
    siftUp(entries.count - 1)
    return lastID
  }

  mutating func cancel(_ id: ID) {
    rings[id] = nil
    dropCancelled()
    // Many cancelled timers far in the future would pile up.
    if entries.count > 64 + 2 * rings.count { rebuild() }
  }

  /// The earliest moment.
  var next: Int64? {
    entries.first?.moment
  }

  /// The next that is to be called by now; `nil` when there is none.
  mutating func takeDue(_ now: Int64) -> (@Sendable () -> Void)? {
    guard let first = entries.first, first.moment <= now else { return nil }
    removeFirst()
    let ring = rings.removeValue(forKey: first.id)
    // The top is never a cancelled one, so this one was not.
    dropCancelled()
    return ring
  }

  private mutating func dropCancelled() {
    while let first = entries.first, rings[first.id] == nil { removeFirst() }
  }

  private mutating func rebuild() {
    let kept = entries.filter { rings[$0.id] != nil }
    entries = []
    for entry in kept {
      entries.append(entry)
      siftUp(entries.count - 1)
    }
  }

  private mutating func removeFirst() {
    let last = entries.removeLast()
    if entries.isEmpty { return }
    entries[0] = last
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < entries.count else { return }
      let right = left + 1
      let least = right < entries.count && entries[right].moment < entries[left].moment ? right : left
      if entries[parent].moment <= entries[least].moment { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }

  private mutating func siftUp(_ index: Int) {
    var child = index
    while child > 0 {
      let parent = (child - 1) / 2
      if entries[parent].moment <= entries[child].moment { return }
      entries.swapAt(parent, child)
      child = parent
    }
  }
}
