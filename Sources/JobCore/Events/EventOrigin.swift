// Where a follower begins.

/// A place in what is kept of changes, and what is missing before it.
struct EventOrigin {
  /// All up to this number is of no interest.
  let number: UInt64
  /// Why something may be missing.
  let gap: EventGap?
  /// It begins with what there is.
  let wantsSnapshot: Bool

  /// With what changes from now on.
  init(now ring: EventRing, wantsSnapshot: Bool) {
    (number, gap, self.wantsSnapshot) = (ring.last, nil, wantsSnapshot)
  }

  /// Behind `position`, or from now on if what came behind it is not there; then with what there is, if that is wanted.
  ///
  /// - Parameter position: `nil` is one that nobody has given out.
  init(after position: EventPosition?, in ring: EventRing, wantsSnapshot: Bool) {
    gap = Self.gap(position, in: ring)
    number = gap == nil ? position?.number ?? ring.last : ring.last
    self.wantsSnapshot = wantsSnapshot && gap != nil
  }

  private static func gap(_ position: EventPosition?, in ring: EventRing) -> EventGap? {
    guard let position else { return .unknown }
    if position.boot != ring.boot { return .restarted }
    if position.number > ring.last { return .unknown }
    return ring.holds(after: position.number) ? nil : .passed
  }
}
