// Errors below HTTP: before there is a connection nothing was asked, and afterwards nobody knows.

import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Testing

@testable import JobClient

@Suite struct ClientErrorCauseTests {
  private static let endpoint = Endpoint.unix(path: "/x.sock")

  private struct Other: Error, CustomStringConvertible {
    var description: String { "something else" }
  }

  private func connecting(_ error: any Error) -> ClientError { ClientError(connecting: error, to: Self.endpoint) }

  private func broken(_ error: any Error, isAnswering: Bool = false) -> ClientError {
    ClientError(broken: error, Self.endpoint, isAnswering: isAnswering)
  }

  @Test(arguments: [
    (ENOENT, "there is no such socket"), (ECONNREFUSED, "nobody listens there"),
    (EACCES, "this user may not open the socket"), (EPERM, "this user may not open the socket"),
    (EAGAIN, "too many others wait to be let in"), (EHOSTUNREACH, "no route to host"),
    (ECONNRESET, "connection reset by peer"),
  ]) func whatKeepsASocketShutIsSaidInWords(_ number: Int32, _ reason: String) {
    let error = IOError(errnoCode: number, reason: "connect")
    #expect(connecting(error) == .unreachable(endpoint: Self.endpoint, reason: reason))
  }

  @Test func otherReasonsForNoConnectionAreToldApart() {
    #expect(connecting(CancellationError()) == .cancelled)
    let words: [(any Error, String)] = [
      (ChannelError.connectTimeout(.seconds(10)), "connecting took too long"),
      (ChannelError.eof, "it closes the connection at once"),
      (NIOSSLExtraError.failedToValidateHostname, "its certificate is not for this host"),
      (NIOSSLError.handshakeFailed(.sslError([.eofDuringHandshake])), "it closes the connection in the TLS handshake"),
      (BoringSSLError.unknownError([]), "the certificates that this machine trusts cannot be read"),
      (Other(), "something else"),
    ]
    for (error, reason) in words {
      #expect(connecting(error) == .unreachable(endpoint: Self.endpoint, reason: reason), "\(error)")
    }
    guard case .badEndpoint("unix:///x.sock", _) = connecting(SocketAddressError.unixDomainSocketPathTooLong) else {
      Issue.record("no socket can have such a path")
      return
    }
  }

  @Test func connectionThatBreaksIsNoneThatWasNeverThere() {
    for number in [ECONNRESET, EPIPE, ETIMEDOUT, EHOSTUNREACH] {
      guard case .connectionLost = broken(IOError(errnoCode: number, reason: "read")) else {
        Issue.record("errno \(number): whether the daemon acted is unknown")
        continue
      }
    }
    #expect(broken(Other()) == .connectionLost(endpoint: Self.endpoint, reason: "something else"))
  }

  @Test func endBeforeTheAnswerAndWithinItAreToldApart() {
    for error in [ChannelError.eof, HTTPParserError.invalidEOFState, NIOSSLError.uncleanShutdown] as [any Error] {
      let before = "the daemon closed it before it had answered"
      #expect(broken(error) == .connectionLost(endpoint: Self.endpoint, reason: before))
      let within = "it ended in the middle of the answer"
      #expect(broken(error, isAnswering: true) == .connectionLost(endpoint: Self.endpoint, reason: within))
    }
  }

  @Test func whatIsNoHTTPIsNotTheDaemons() {
    for error in [HTTPParserError.invalidConstant, HTTPParserError.headerOverflow] {
      guard case .unexpectedAnswer(Self.endpoint, 0, _) = broken(error) else {
        Issue.record("\(error)")
        continue
      }
    }
  }
}
