// The bounds of what speaks HTTP to the daemon: how much it holds, how many connections it opens, how long it waits.

import NIOCore

/// Every bound of the transport.
enum TransportLimits {
  /// Ordinary requests that are on their way at a time; each has a connection, and more wait for their turn.
  static let ordinaryRequestsMax = 8
  /// Waits, claims and outputs that are being read, each with a connection: beside the ordinary ones, or eight waits
  /// would keep a ninth request from cancelling what they wait for.
  static let lastingRequestsMax = 128
  /// As many as ordinary requests can use at once.
  static let idleConnectionsMax = ordinaryRequestsMax
  /// The daemon closes a connection that is idle for 75 seconds. A request that is not to be made twice must not meet
  /// that.
  static let idleTime: TimeAmount = .seconds(60)
  /// For the name, the connection and the TLS handshake together.
  static let connectTime: TimeAmount = .seconds(10)
  /// Until the answer to what is read piece by piece begins, which the daemon does at once.
  static let headTime: TimeAmount = .seconds(60)
  /// For the words of a refusal, where the answer itself may take as long as it likes.
  static let refusalTime: TimeAmount = .seconds(60)
  /// For the last word of the other side of a TLS connection that is closed.
  static let farewellTime: TimeAmount = .seconds(1)
  /// Of a body, written at a time: what the connection cannot take yet is not copied.
  static let pieceBytes = 64 << 10
  /// Of an answer, held for a reader who is slower than the daemon; then no more is read from the connection.
  static let heldBytes = 256 << 10
  /// Problem bodies are small; more than this is not from the daemon.
  static let problemBytesMax = 1 << 20

  /// Without a byte in either direction over TCP, until the kernel asks whether the daemon's machine is still there: it
  /// may have vanished without a word, and whoever follows a log would wait for it for ever.
  static let keepAliveIdleSeconds = 30
  static let keepAliveIntervalSeconds = 10
  static let keepAliveProbesMax = 4
}
