// Where a follower of changes is, as text that it gives back to go on from there.

/// A place in what one run of the daemon has told.
public struct EventPosition: Hashable, Sendable {
  /// Which run it is.
  let boot: UInt64
  /// How many changes it had told.
  let number: UInt64

  init(boot: UInt64, number: UInt64) {
    self.boot = boot
    self.number = number
  }

  /// Opaque: only `init(text)` reads it.
  public var text: String { "\(String(boot, radix: 36))-\(String(number, radix: 36))" }

  /// `nil` if no run of this version has given it out.
  public init?(text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let boot = UInt64(parts[0], radix: 36), let number = UInt64(parts[1], radix: 36) else {
      return nil
    }
    self.init(boot: boot, number: number)
    // One of each is written in one way only.
    guard self.text == text else { return nil }
  }
}
