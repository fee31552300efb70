// Why a request got no answer: the phase, the words, and whether it may be made again.

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Testing

@testable import Outbound

@Suite struct OutboundFaultTests {
  private struct Other: Error, CustomStringConvertible {
    var description: String { "something else" }
  }

  private func io(_ number: Int32) -> IOError { IOError(errnoCode: number, reason: "call") }

  @Test func timesThatAreUpAreThoseOfTheirPhase() {
    let connect = OutboundFault(HTTPClientError.connectTimeout, .connect)
    #expect(connect.phase == .connect && connect.message.hasPrefix("no connection within "))
    #expect(OutboundFault(ChannelError.connectTimeout(.seconds(1)), .body) == connect)
    let tls = OutboundFault(HTTPClientError.tlsHandshakeTimeout, .connect)
    #expect(tls.phase == .tls && tls.message.hasPrefix("TLS was not agreed on within "))
    let pool = OutboundFault(HTTPClientError.getConnectionFromPoolTimeout, .connect)
    #expect(pool.phase == .connect && pool.message == "no connection to the host became free")
  }

  @Test func closedConnectionIsStaleOnlyBeforeTheAnswer() {
    let before = OutboundFault(HTTPClientError.remoteConnectionClosed, .connect)
    #expect(before == OutboundFault(.connect, "closed the connection unanswered") && !before.isStale)
    let within = OutboundFault(HTTPClientError.remoteConnectionClosed, .body)
    #expect(within == OutboundFault(.body, "the connection was closed in the middle of the answer"))
    for error in [ChannelError.ioOnClosedChannel, .eof] {
      #expect(OutboundFault(error, .connect).isStale && !OutboundFault(error, .body).isStale)
    }
    let stale = OutboundFault(ConnectionWatch.StaleConnection(cause: nil), .connect)
    #expect(stale.isStale && stale.message == "closed the connection unanswered")
    let reset = OutboundFault(ConnectionWatch.StaleConnection(cause: io(ECONNRESET)), .connect)
    #expect(reset.isStale && reset.message == "Connection reset by peer")
  }

  @Test func shortagesOfThisMachineAreToldApart() {
    for number in [EMFILE, ENFILE, ENOMEM, ENOBUFS] {
      #expect(OutboundFault(io(number), .connect).isShortage, "errno \(number)")
    }
    let refused = OutboundFault(io(ECONNREFUSED), .connect)
    #expect(!refused.isShortage && refused == OutboundFault(.connect, "Connection refused"))
  }

  @Test func whatIsNoHTTPIsAFaultOfTheBody() {
    let fault = OutboundFault(HTTPParserError.invalidStatus, .connect)
    #expect(fault.phase == .body && fault.message.hasPrefix("what it answered is not HTTP: "))
    let status = OutboundFault(AnswerGate.NoStatus(code: 99), .connect)
    #expect(status == OutboundFault(.status, "its answer has the status 99, which is none"))
  }

  @Test func errorsOfTLSAreSaidInTheLibrarysOwnWord() {
    let hostname = OutboundFault(NIOSSLExtraError.failedToValidateHostname, .connect)
    #expect(hostname.phase == .tls && hostname.message.hasPrefix("its certificate does not fit: "))
    let other = OutboundFault(NIOSSLError.noCertificateToValidate, .connect)
    #expect(other.phase == .tls && other.message.hasPrefix("TLS: "))
    for fault in [hostname, other] {
      #expect(!fault.message.contains("(") && !fault.message.contains("_"), "\(fault.message)")
    }
  }

  @Test func whatSaysItselfWhatItIsStaysSo() {
    var fault = OutboundFault(.dns, "cannot resolve x")
    fault.isShortage = true
    #expect(OutboundFault(fault, .body) == fault)
    #expect(OutboundFault(LookupFailure(reason: "no such name"), .connect) == OutboundFault(.dns, "no such name"))
    #expect(OutboundFault(Other(), .connect) == OutboundFault(.connect, "something else"))
    #expect(OutboundFault(Other(), .body) == OutboundFault(.body, "something else"))
  }
}
