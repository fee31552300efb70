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
  /// The client wants to go on in another protocol. It is answered, and does not.
  let leavesHTTP: Bool
  /// The client's `X-Request-Id`.
  let requestID: String?
}

extension Delivery {
  /// For an answer to something that could not be read as a request.
  static let unknown = Delivery(isHead: false, isHTTP10: false, keepsAlive: false, leavesHTTP: false, requestID: nil)
}

/// The head of a request, as far as this floor is concerned.
struct ReceivedHead {
  let fields: RequestFields
  let delivery: Delivery

  init(_ head: HTTPRequestHead) throws(ProtocolFault) {
    fields = try RequestFields(head)
    // After such a head the parser takes nothing for HTTP any more.
    let leavesHTTP = fields.asksForUpgrade || head.method == .CONNECT
    delivery = Delivery(
      isHead: head.method == .HEAD, isHTTP10: head.version == .http1_0,
      keepsAlive: head.isKeepAlive && !leavesHTTP, leavesHTTP: leavesHTTP, requestID: fields.requestID)
  }

  /// How many bytes of body have to be read to come to the next request; `nil` when that is not known, or when the body
  /// may not come at all (`Expect: 100-continue`).
  var bytesAhead: Int? { fields.expectsContinue ? nil : fields.bodyBytesAhead }
}

/// A request whose route is at work, or whose answer is being streamed.
struct ServedRequest {
  /// An answer whose head is out.
  struct Stream {
    let framing: BodyFraming
    /// The head has promised to keep the connection.
    let isKept: Bool
  }

  let length: RequestLength
  let delivery: Delivery
  var stream: Stream?
}
