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
  let length: RequestLength
  /// It says who asks, and that is true: by the kernel's word or by a token.
  var isIdentified = false
  /// Runs the route with the whole body. Never throws: a failure is an answer, too.
  let respond: @Sendable (ByteBuffer, Haste) async -> HTTPResponse
}

/// How long a request may take on purpose, and what ends it before that. Each is cancelled when its client is gone.
enum RequestLength: Sendable {
  /// It is done in any case.
  case short
  /// It looks at very many jobs: a front that stops does not wait for it.
  case long
  /// It waits for something (a long poll, a followed log). It is also answered at once when its client has said that it
  /// will send nothing more.
  case wait
}

/// The answer to a request that is not served.
struct RefusedRequest: Sendable {
  let response: HTTPResponse
  /// Whether the bytes after the head can still be HTTP, so that the connection may be kept.
  let leavesHTTP: Bool
}
