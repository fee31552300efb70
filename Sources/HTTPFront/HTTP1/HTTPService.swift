// What a connection asks of the floors above it. They are handed in as functions, because this floor knows nothing of
// routes, rights and wording.

import NIOCore
import NIOHTTP1

/// What all connections of a front share.
struct HTTPService: Sendable {
  let limits: HTTPLimits
  let timeouts: HTTPTimeouts
  /// See `ResponseEncoder`.
  let storeMark: String?
  /// Decides by the head alone whether a request is served, before a byte of its body is read.
  let admit: @Sendable (HTTPRequestHead, RequestFields, Peer) -> Verdict
  /// Puts into words what this floor refuses.
  let answer: @Sendable (ProtocolFault) -> HTTPResponse

  /// What becomes of a request.
  enum Verdict: Sendable {
    case admitted(AdmittedRequest)
    /// It gets this answer, and is not served.
    case refused(RefusedRequest)
  }
}

/// A request that its head has let in.
struct AdmittedRequest: Sendable {
  /// It may take long on purpose (a long poll, a followed log): it is cut short when the client leaves or the front
  /// stops.
  let isWait: Bool
  /// It says who asks, and that is true: by the kernel's word or by a token.
  var isIdentified = false
  /// Runs the route with the whole body. Never throws: a failure is an answer, too.
  let respond: @Sendable (ByteBuffer) async -> HTTPResponse
}

/// The answer to a request that is not served.
struct RefusedRequest: Sendable {
  let response: HTTPResponse
  /// Whether the bytes after the head can still be HTTP, so that the connection may be kept.
  let leavesHTTP: Bool
}
