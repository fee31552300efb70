// What becomes of bytes that are sent to a command while it runs.

/// The answer to a request to send input.
public struct SentInput: Hashable, Sendable {
  /// So many of the bytes have been taken, from the first on. The others have to be sent again.
  public var acceptedBytes: Int
  /// The number of the attempt that has been given them.
  public var attempt: Int
  /// Its input has been ended: nothing can be sent to it any more.
  public var isClosed: Bool
}

/// Why a running job takes no input.
public enum InputRefusal: Hashable, Sendable {
  /// It was not submitted as interactive, or is no command.
  case notInteractive
  /// Somebody has ended the input of this attempt.
  case ended
  /// Its command has closed its standard input, when it had been given so many of the bytes.
  case closedByCommand(acceptedBytes: Int)
  /// The attempt is over, or its command is not there, when that had been given so many of the bytes.
  case over(acceptedBytes: Int)
  /// Another attempt runs than the one that was named.
  case otherAttempt(Int)
  /// It runs as another user than the commands of whoever sends.
  case otherUser
  /// So many others wait to send to it already.
  case crowded
}
