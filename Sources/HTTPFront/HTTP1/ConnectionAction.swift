// What the protocol of a connection wants done. The channel handler does it and decides nothing.

import NIOCore

/// One thing to do to the channel, the route at work or the registry, in the order given.
enum ConnectionAction {
  /// Answer in one piece: head and body.
  case write(ConnectionAnswer)
  /// The interim 100, before the body of a request that asks for it.
  case writeContinue
  /// Send the head of a streamed answer, then what its producer writes.
  case stream(ConnectionAnswer, BodyFraming)
  /// The end of a chunked body.
  case writeLastChunk
  /// Serve this request, and report its answer; if it is hasty, nothing is waited for.
  case serve(AdmittedRequest, body: ByteBuffer, isHasty: Bool)
  /// The route at work is to answer with what it knows now.
  case hurryRoute
  /// The route at work is not needed any more.
  case cancelRoute
  /// Hand in the parts that were set aside, as many as can be taken.
  case takeSetAside
  /// Report when others have had their turn.
  case waitForTurn
  /// Parse more of the bytes that wait, or drop them when the end has come.
  case resume
  /// Report the time when it is `NIODeadline`; it replaces the one that was asked for before.
  case wakeAt(NIODeadline)
  case stopTimer
  /// Give bytes of request bodies back to the registry.
  case giveBack(bytes: Int)
  /// Tell whoever made an answer that the peer did not get it.
  case takeBack(@Sendable () -> Void)
  /// Report when everything written so far has been sent.
  case reportWhenSent(lingering: Bool)
  /// Close the output only: what the peer still sends is read and dropped.
  case closeOutput
  case close
}

/// An answer with all that decides how it is written.
struct ConnectionAnswer {
  /// A response of the floors above, or a fault of this floor, which they put into words.
  enum Content {
    case response(HTTPResponse)
    case fault(ProtocolFault)
  }

  let content: Content
  let delivery: Delivery
  let connection: ConnectionField
}
