// Why a request got no answer, by the phase in which it ended: the words are those of `error.code` on the wire.

import AsyncHTTPClient
import Glibc
import JobCore
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A request without an answer, or with half of one.
package struct OutboundFault: Error, Hashable {
  package enum Phase: String {
    case dns, connect, tls, status, body
  }

  package var phase: Phase
  package var message: String
  /// The connection had served before, and ended before a byte of this answer: the server may have closed it while
  /// the request was on its way.
  package var isStale = false
  /// This machine is short of something; the other side has nothing to do with it.
  package var isShortage = false

  package init(_ phase: Phase, _ message: String) {
    self.phase = phase
    self.message = message
  }

  /// - Parameter phase: the phase of errors that do not tell it themselves: `connect` before the head of an answer,
  ///   `body` after it.
  init(_ error: any Error, _ phase: Phase) {
    switch error {
    case let fault as OutboundFault: self = fault
    case let refusal as AddressGuard.Refusal: self.init(.connect, refusal.reason)
    case let failure as LookupFailure: self.init(.dns, failure.reason)
    case let stale as ConnectionWatch.StaleConnection:
      self.init(phase, Self.connection(stale.cause))
      isStale = true
    case let error as NIOConnectionError: self.init(connecting: error)
    case let error as HTTPClientError: self.init(error, phase)
    case let error as AnswerGate.NoStatus: self.init(.status, "its answer has the status \(error.code), which is none")
    case is HTTPParserError, is NIOHTTPDecoderError:
      self.init(.body, "what it answered is not HTTP: \(error)")
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: self.init(.tls, Self.tls(error))
    case ChannelError.connectTimeout: self.init(HTTPClientError.connectTimeout, phase)
    case let error as IOError:
      self.init(phase, Self.text(of: error))
      isShortage = Self.shortages.contains(error.errnoCode)
    case let error as ChannelError where error == .ioOnClosedChannel || error == .eof:
      self.init(HTTPClientError.remoteConnectionClosed, phase)
      isStale = phase == .connect
    default: self.init(phase, "\(error)")
    }
  }

  private init(_ error: HTTPClientError, _ phase: Phase) {
    switch error {
    case .connectTimeout: self.init(.connect, "no connection within \(Limits.httpConnectMicros / 1_000_000) s")
    case .tlsHandshakeTimeout:
      self.init(.tls, "TLS was not agreed on within \(Limits.httpConnectMicros / 1_000_000) s")
    case .remoteConnectionClosed:
      self.init(
        phase,
        phase == .body ? "the connection was closed in the middle of the answer" : "closed the connection unanswered")
    case .getConnectionFromPoolTimeout: self.init(.connect, "no connection to the host became free")
    default: self.init(phase, "\(error)")
    }
  }

  private init(connecting error: NIOConnectionError) {
    let port = error.port
    guard let first = error.connectionErrors.first else {
      self.init(.dns, "cannot resolve \(error.host)")
      return
    }
    let place = "\(first.target.ipAddress ?? error.host) port \(port)"
    self.init(.connect, "cannot connect to \(place): \(OutboundFault.connection(first.error))")
    isShortage = error.connectionErrors.allSatisfy { single in
      (single.error as? IOError).map { Self.shortages.contains($0.errnoCode) } ?? false
    }
  }

  private static let shortages: Set<Int32> = [EMFILE, ENFILE, ENOMEM, ENOBUFS]

  private static func tls(_ error: any Error) -> String {
    let text = "\(error)"
    // What a person needs to know, before the library's own words.
    if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("failedToValidateHostname") {
      return "its certificate does not fit: \(reason(text))"
    }
    return "TLS: \(reason(text))"
  }

  /// The TLS library's word for the error, taken out of a description that is full of the library's own source files.
  private static func reason(_ text: String) -> String {
    let marks = ["OPENSSL_internal:", "sslError(", "Error("]
    for mark in marks {
      guard let found = text.firstRange(of: mark) else { continue }
      let word = text[found.upperBound...].prefix { $0.isLetter || $0 == "_" || $0.isNumber }
      if !word.isEmpty { return word.lowercased().replacing("_", with: " ") }
    }
    return String(text.prefix { $0.isLetter })
  }

  private static func connection(_ error: (any Error)?) -> String {
    guard let error else { return "closed the connection unanswered" }
    if case ChannelError.connectTimeout = error {
      return "no answer within \(Limits.httpConnectMicros / 1_000_000) s"
    }
    return (error as? IOError).map(text) ?? bounded("\(error)")
  }

  private static func text(of error: IOError) -> String {
    String(cString: strerror(error.errnoCode))
  }

  private static func bounded(_ text: String) -> String {
    text.utf8.count <= 500 ? text : String(text.prefix(500))
  }
}
