// Children that were given up and may end some day: the number of each is kept, and no descriptor, because a tracer, or a
// disk that does not answer, may hold any number of them for ever.

/// Whom to look at, and when; `ChildWatch` looks. There are never more than the machine has processes: one that has not
/// been reaped counts as one of them, and keeps its number. Should the program around this have reaped it, it is found to
/// be no child at the next look, long before its number comes back.
struct LeftChildren {
  private var pids: [Int32] = []
  private var nextLookMicros: Int64 = 0

  var isEmpty: Bool { pids.isEmpty }

  var count: Int { pids.count }

  /// Until the next look; `nil` if there is nobody to look at.
  func pauseMicros(_ now: Int64) -> Int64? {
    pids.isEmpty ? nil : max(0, nextLookMicros - now)
  }

  /// Its next look is a whole pause away if nobody else was there.
  mutating func add(_ pid: Int32, _ now: Int64) {
    if pids.isEmpty { nextLookMicros = now + Limits.leftChildLookMicros }
    pids.append(pid)
  }

  /// Those that it is time for; whoever has not ended is put back, behind all others.
  mutating func takeDue(_ now: Int64) -> [Int32] {
    if pids.isEmpty || now < nextLookMicros { return [] }
    nextLookMicros = now + Limits.leftChildLookMicros
    let due = Array(pids.prefix(Limits.leftChildrenPerLook))
    pids.removeFirst(due.count)
    return due
  }

  mutating func putBack(_ living: [Int32]) {
    pids += living
  }
}
