// What the producer of a streamed answer writes to.

import NIOCore

/// Sends the pieces of a streamed body, at the pace of the reader.
struct BodyWriter: Sendable {
  /// The client is gone; there is nobody to produce for.
  struct Closed: Error {}

  let connection: NIOLoopBound<HTTPConnection>
  let eventLoop: any EventLoop

  /// Sends `bytes` and returns when there is room for more. Must not escape the producer it was given to.
  ///
  /// - Errors: `CancellationError` if nothing more is to be sent, such as what was made while the token that asked for it
  ///   was taken back.
  func write(_ bytes: [UInt8]) async throws {
    try Task.checkCancellation()
    // Routes run on the connection's event loop; `value` traps if one ever did not.
    let connection = connection.value
    guard connection.writePiece(bytes), await connection.waitForRoom(eventLoop: eventLoop) else { throw Closed() }
  }

  /// From now on there is room as long as fewer bytes than these wait for the reader; `nil` is what all answers have.
  func keepBuffer(under bytesMax: Int?) {
    connection.value.keepBuffer(under: bytesMax)
  }
}
