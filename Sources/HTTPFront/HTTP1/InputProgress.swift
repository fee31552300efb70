// Where a connection stands with the bytes it is sent, as far as they are not parsed.

/// What becomes of the bytes that a peer sends.
struct InputProgress {
  /// Bytes wait to be parsed.
  var hasWaiting = false
  /// What comes from now on is not read as a request: the last one has come, or something that is none.
  private(set) var isOver = false
  /// Something came after that. Closing a socket with unread bytes resets the connection, and more may be on its way.
  var hasDropped = false

  mutating func end() {
    isOver = true
  }
}
