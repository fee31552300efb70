// Bytes for the standard input of a command, on their way to whoever keeps it, and what is said to them.

/// What somebody sends.
struct InputOrder: Hashable, Sendable {
  let bytes: [UInt8]
  /// The input ends behind them, once all are taken.
  var isLast = false
  /// How long to wait for room.
  var waitMicros: Int64 = 0
  /// Only a command of this user may have them; `nil` is any. What is sent to a shell is run by it.
  var user: String?
}

/// What became of them.
enum InputAnswer: Hashable, Sendable {
  /// So many have been taken, from the first on, and its input has been ended behind them or not.
  case accepted(Int, isClosed: Bool)
  case refused(InputRefusal)
}
