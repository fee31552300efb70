// A request on its way in: admitted by its head, its body being collected.

import NIOCore
import NIOHTTP1

/// An admitted request whose body is arriving.
struct IncomingRequest {
  let admitted: AdmittedRequest
  let delivery: Delivery
  var body = ByteBuffer()
}

/// How the answer to a request has to be sent.
struct Delivery: Sendable {
  /// HEAD: the head of the answer to GET, without its body.
  let isHead: Bool
  let isHTTP10: Bool
  /// The client wants the connection to stay, and nothing speaks against it.
  let keepsAlive: Bool
  /// The client's `X-Request-Id`.
  let requestID: String?
}

/// A request whose route is at work, or whose answer is being streamed.
struct ServedRequest {
  let isWait: Bool
  let delivery: Delivery
  /// `nil` only while the route runs its first steps, inside the call that starts it.
  var task: RequestTask?
  /// The head of a streamed answer is out; it is framed so.
  var streamFraming: BodyFraming?
}
