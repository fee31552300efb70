// What has been written to a connection, and what of it the peer has not taken yet.

/// The bytes on their way to the peer.
struct Outgoing {
  private var written = 0
  private(set) var taken = 0
  /// Bytes that the kernel has not taken, because the peer has not.
  private(set) var unsent = 0

  var isTaken: Bool { unsent == 0 }

  mutating func write(_ count: Int) {
    written += count
  }

  /// Notes what is left after a flush, or after a while; whether the peer has taken anything since the last time.
  mutating func note(unsent: Int) -> Bool {
    self.unsent = unsent
    let before = taken
    taken = written - unsent
    return taken > before
  }
}
