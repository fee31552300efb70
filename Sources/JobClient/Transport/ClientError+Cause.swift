// What an error below HTTP means to the caller: before there is a connection nothing has been asked of the daemon, and
// afterwards nobody knows how far it came.

import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension ClientError {
  /// Why there is no connection.
  init(connecting cause: any Error, to endpoint: Endpoint) {
    switch cause {
    case is CancellationError: self = .cancelled
    case SocketAddressError.unixDomainSocketPathTooLong:
      let bytesMax = SocketAddress.socketPathBytesMax
      self = .badEndpoint(url: endpoint.description, reason: "the path of a socket has \(bytesMax) bytes at most")
    default: self = .unreachable(endpoint: endpoint, reason: Self.reason(cause))
    }
  }

  /// Why a connection broke while it carried a request.
  ///
  /// - Parameter isAnswering: the answer had begun.
  init(broken cause: any Error, _ endpoint: Endpoint, isAnswering: Bool) {
    let ended = isAnswering ? "it ended in the middle of the answer" : "the daemon closed it before it had answered"
    switch cause {
    case HTTPParserError.invalidEOFState, ChannelError.eof, NIOSSLError.uncleanShutdown:
      self = .connectionLost(endpoint: endpoint, reason: ended)
    case is HTTPParserError, is NIOHTTPDecoderError:
      self = .unexpectedAnswer(endpoint: endpoint, status: 0, reason: "it is not HTTP/1.1 (\(cause))")
    case let error as IOError: self = .connectionLost(endpoint: endpoint, reason: error.reasonText)
    default: self = .connectionLost(endpoint: endpoint, reason: String(describing: cause))
    }
  }

  private static func reason(_ cause: any Error) -> String {
    switch cause {
    case let error as IOError: reason(error)
    case let error as NIOConnectionError: reason(error)
    case is SocketAddressError, is SocketAddressError.UnknownHost: noHost
    case ChannelError.connectTimeout: "connecting took too long"
    case ChannelError.eof: "it closes the connection at once"
    case is NIOSSLExtraError, NIOSSLError.unableToValidateCertificate, NIOSSLError.noCertificateToValidate:
      "its certificate is not for this host"
    case NIOSSLError.handshakeFailed(let error): handshakeReason(String(describing: error))
    case is BoringSSLError: "the certificates that this machine trusts cannot be read"
    default: String(describing: cause)
    }
  }

  private static let noHost = "there is no such host"
  private static let noListener = "nobody listens there"

  /// A name may mean several addresses, and some of them nothing on this machine: that nobody listens says most.
  private static func reason(_ error: NIOConnectionError) -> String {
    let reasons = error.connectionErrors.map { reason($0.error) }
    return reasons.first { $0 == noListener } ?? reasons.first ?? noHost
  }

  private static func reason(_ error: IOError) -> String {
    switch error.errnoCode {
    case ENOENT: "there is no such socket"
    case ECONNREFUSED: noListener
    case EACCES, EPERM: "this user may not open the socket"
    case EAGAIN: "too many others wait to be let in"
    default: error.reasonText
    }
  }

  /// The library has only a text for what went wrong in a handshake.
  private static func handshakeReason(_ text: String) -> String {
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return "its certificate has expired, or is signed by nobody whom this machine trusts"
    }
    if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") { return "it does not speak TLS" }
    if text.contains("EOF") { return "it closes the connection in the TLS handshake" }
    return "the TLS handshake failed (\(text))"
  }
}
