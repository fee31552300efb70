// How the daemon ends.

/// How a stop treats running attempts. Ordered: a later one is stronger.
public enum StopMode: Int, Comparable, Sendable {
  /// Let them finish until the drain limit, then as `cancel`.
  case drain = 0
  /// TERM, grace, KILL; interrupted attempts go back to queued at no cost.
  case cancel = 1
  /// KILL at once.
  case now = 2

  /// The weaker one first.
  public static func < (left: StopMode, right: StopMode) -> Bool {
    left.rawValue < right.rawValue
  }
}
