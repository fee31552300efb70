// What a command, or whoever keeps it, says to bytes for its standard input.

/// What became of them.
enum InputAnswer: Hashable, Sendable {
  /// So many have been taken, from the first on, and its input has been ended behind them or not.
  case accepted(Int, isClosed: Bool)
  case refused(InputRefusal)
}
