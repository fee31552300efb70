// The client against real servers: what it says of each way to fail, that it keeps connections, and that nobody
// private hears a byte where that is refused.

import AsyncHTTPClient
import Foundation
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@testable import JobCore
@testable import Outbound

@Suite struct OutboundClientTests {
  private func withClient(
    refusesPrivate: Bool = false, lookup: HostLookup = HostLookup(), tls: TestCertificate? = nil,
    _ body: (OutboundClient) async throws -> Void
  ) async throws {
    let client = OutboundClient(
      refusesPrivate: refusesPrivate, connectionsMax: 64, lookup: lookup, tls: try tls?.clientConfiguration(),
      // A busy machine may take its time between two calls.
      idleMicros: 600_000_000)
    do {
      try await body(client)
    } catch {
      await client.shutdown()
      throw error
    }
    await client.shutdown()
  }

  private func text(_ client: OutboundClient, _ url: String, method: HTTPMethod = .GET) async throws -> String {
    var request = HTTPClientRequest(url: url)
    request.method = method
    let response = try await client.execute(request)
    return String(decoding: try await AnswerBody.whole(response, to: method, bytesMax: 1_000_000), as: UTF8.self)
  }

  /// How a call fails.
  private func fault(_ client: OutboundClient, _ url: String, method: HTTPMethod = .GET) async -> OutboundFault? {
    do {
      _ = try await text(client, url, method: method)
      return nil
    } catch {
      return error as? OutboundFault
    }
  }

  @Test func connectionIsReused() async throws {
    let host = try await WebHost { WebHost.answer("200 OK", [], "\($0.connection)/\($0.place)") }
    try await withClient { client async throws in
      for place in 1...5 { #expect(try await text(client, host.url("/")) == "1/\(place)") }
    }
    #expect(host.connections == 1)
    try await eventually("the connection outlives the client") { host.open == 0 }
  }

  @Test(arguments: ["000", "001", "099"]) func statusThatIsNoneIsAFault(_ status: String) async throws {
    let host = try await WebHost { _ in WebHost.answer("\(status) OK", [], "ok") }
    try await withClient { client async throws in
      let fault = try #require(await fault(client, host.url("/")))
      #expect(fault.phase == .status && fault.message.contains("status \(Int(status) ?? -1)"))
    }
  }

  @Test func pathIsAskedForAsItIsWritten() async throws {
    let host = try await WebHost { WebHost.answer("200 OK", [], $0.path) }
    try await withClient { client async throws in
      for path in ["/caf%C3%A9?x=%2F", "/a%2Fb", "/%25", "/a;b=1,2@:$&'()*+!~", "/?q=a%20b&c", "/a//b/"] {
        #expect(try await text(client, host.url(path)) == path)
      }
      for path in ["/caf%E9?x=1", "/%FF", "/a%C0%AFb", "/100%", "/%zz", "/?q=%E9"] {
        let fault = try #require(await fault(client, host.url(path), method: .DELETE), "\(path)")
        #expect(fault.phase == .connect && fault.message.contains("%") || fault.message.contains("UTF-8"))
      }
    }
    #expect(host.requests.count == 6)
  }

  @Test func nothingIsAddedThatAsksForEncodings() async throws {
    let host = try await WebHost { _ in WebHost.answer("200 OK", ["Content-Encoding: gzip"], "not gzip at all") }
    try await withClient { client async throws in #expect(try await text(client, host.url("/")) == "not gzip at all") }
    #expect(host.requests.first?.headers["accept-encoding"] == nil)
  }

  @Test func closedPortFailsAtOnce() async throws {
    try await withClient { client async throws in
      _ = await fault(client, "http://127.0.0.1:1/")
      let begun = ContinuousClock.now
      let fault = await fault(client, "http://127.0.0.1:1/")
      #expect(
        fault?.phase == .connect && fault?.message.contains("Connection refused") == true,
        "\(String(describing: fault))")
      // A tenth of a second on a quiet machine; this one is busy.
      #expect(ContinuousClock.now - begun < .seconds(2))
    }
  }

  @Test func nameThatMeansNothingFailsByDNS() async throws {
    try await withClient { client async throws in
      let fault = await fault(client, "http://name.invalid/")
      #expect(fault?.phase == .dns && fault?.message.contains("name.invalid") == true)
    }
  }

  @Test(arguments: [
    ("not HTTP at all\r\n\r\n", OutboundFault.Phase.body), ("HTTP/9.9 200 OK\r\n\r\n", .body),
    ("HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n", .body), ("", .connect),
    ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", .body),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", .body),
  ]) func nonsenseIsAFailureOfThatRequestOnly(_ answer: String, _ phase: OutboundFault.Phase) async throws {
    let host = try await WebHost { request in
      request.path == "/bad" ? [.send(answer), .close] : WebHost.answer("200 OK", [], "fine")
    }
    try await withClient { client async throws in
      let fault = await fault(client, host.url("/bad"))
      #expect(fault?.phase == phase, "\(String(describing: fault))")
      #expect(try await text(client, host.url("/good")) == "fine")
    }
  }

  @Test func endlessHeadersAreCutOff() async throws {
    let host = try await WebHost { _ in
      [.send("HTTP/1.1 200 OK\r\n"), .flood(Array("X-Junk: \(String(repeating: "x", count: 1_000))\r\n".utf8))]
    }
    try await withClient { client async throws in
      #expect(await fault(client, host.url("/"))?.phase == .body)
      try await eventually("the connection is kept") { host.open == 0 }
    }
  }

  @Test func bodyOverTheBoundIsNotReadToItsEnd() async throws {
    let host = try await WebHost { request in
      if request.path == "/said" {
        return [
          .send("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"), .flood([UInt8](repeating: 1, count: 65_536)),
        ]
      }
      let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
      return [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), .flood(Array(chunk.utf8))]
    }
    try await withClient { client async throws in
      for path in ["/said", "/endless"] {
        let fault = await fault(client, host.url(path))
        #expect(fault?.phase == .body && fault?.message.contains("more than 1000000 bytes") == true)
        try await eventually("the connection is kept") { host.open == 0 }
      }
    }
  }

  @Test func reusedConnectionThatClosesUnansweredIsStale() async throws {
    let host = try await WebHost { request in
      request.place == 1 ? WebHost.answer("200 OK", [], "fine") : [.close]
    }
    try await withClient { client async throws in
      #expect(try await text(client, host.url("/")) == "fine")
      let second = await fault(client, host.url("/"))
      #expect(second?.phase == .connect && second?.isStale == true)
    }
  }

  @Test func freshConnectionThatClosesUnansweredIsNot() async throws {
    let host = try await WebHost { _ in [.close] }
    try await withClient { client async throws in
      let fault = await fault(client, host.url("/"))
      #expect(fault?.phase == .connect && fault?.isStale == false)
    }
  }

  @Test func reusedConnectionThatClosesInTheMiddleIsNot() async throws {
    let host = try await WebHost { request in
      request.place == 1 ? WebHost.answer("200 OK", [], "fine") : [.send("HTTP/1.1 200 OK\r\nContent-Le"), .close]
    }
    try await withClient { client async throws in
      #expect(try await text(client, host.url("/")) == "fine")
      #expect(await fault(client, host.url("/"))?.isStale == false)
    }
  }

  @Test func manySlowCallsToOneHostAllSucceed() async throws {
    let host = try await WebHost { _ in [.wait(milliseconds: 300)] + WebHost.answer("200 OK", [], "slow") }
    try await withClient { client async throws in
      try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<20 { group.addTask { try await self.text(client, host.url("/")) } }
        for try await answer in group { #expect(answer == "slow") }
      }
    }
    #expect(host.requests.count == 20)
  }

  @Test func cancelledCallLetsGoOfItsConnection() async throws {
    let host = try await WebHost { _ in [] }
    try await withClient { client async throws in
      let call = Task { await self.fault(client, host.url("/hang")) }
      try await eventually { host.requests.count == 1 }
      call.cancel()
      #expect(await call.value != nil)
      try await eventually { host.open == 0 }
    }
  }

  @Test func callAfterTheEndIsRefused() async throws {
    let client = OutboundClient(refusesPrivate: false, connectionsMax: 1)
    await client.shutdown()
    #expect(await fault(client, "http://127.0.0.1:1/")?.phase == .connect)
  }

  // MARK: Private addresses

  @Test(arguments: ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])
  func privateHostIsNotEvenConnectedTo(_ name: String) async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    try await withClient(refusesPrivate: true) { client async throws in
      let fault = await fault(client, host.url("/", host: name))
      #expect(fault?.phase == .connect && fault?.message.contains("private") == true, "\(String(describing: fault))")
    }
    #expect(host.connections == 0)
  }

  @Test func onePrivateAddressAmongSeveralIsEnough() async throws {
    let lookup = HostLookup(resolve: { _ in .success(HostAddresses(bytes: [[8, 8, 8, 8], [10, 0, 0, 1]])) })
    try await withClient(refusesPrivate: true, lookup: lookup) { client async throws in
      #expect(await fault(client, "http://name.example/")?.message.contains("private") == true)
    }
  }

  /// The look-up said something public; by the time of the connection the name means this machine.
  @Test func reboundNameGetsNoByte() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    let lookup = HostLookup(resolve: { _ in .success(HostAddresses(bytes: [[8, 8, 8, 8]])) })
    try await withClient(refusesPrivate: true, lookup: lookup) { client async throws in
      for _ in 0..<3 {
        let fault = await fault(client, host.url("/", host: "localhost"))
        #expect(fault?.phase == .connect && fault?.message.contains("private") == true, "\(String(describing: fault))")
      }
    }
    #expect(host.requests.isEmpty && host.bytesReceived == 0)
    try await eventually("a refused connection is kept") { host.open == 0 }
  }

  @Test func manyReboundCallsAtOnceGetNoByteEither() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    let lookup = HostLookup(resolve: { _ in .success(HostAddresses(bytes: [[8, 8, 8, 8]])) })
    try await withClient(refusesPrivate: true, lookup: lookup) { client async throws in
      await withTaskGroup(of: OutboundFault?.self) { group in
        for _ in 0..<50 { group.addTask { await self.fault(client, host.url("/", host: "localhost")) } }
        for await fault in group { #expect(fault?.phase == .connect) }
      }
    }
    #expect(host.bytesReceived == 0)
  }

  // MARK: TLS

  @Test func certificateThatFitsIsTaken() async throws {
    let certificate = try TestCertificate()
    let host = try await WebHost(tls: certificate) { WebHost.answer("200 OK", [], "\($0.connection)") }
    try await withClient(tls: certificate) { client async throws in
      #expect(try await text(client, host.url("/", host: "localhost")) == "1")
      #expect(try await text(client, host.url("/", host: "localhost")) == "1")
    }
  }

  @Test func certificateOfAnotherNameIsRefused() async throws {
    let certificate = try TestCertificate(names: "DNS:other.example")
    let host = try await WebHost(tls: certificate) { _ in WebHost.answer() }
    try await withClient(tls: certificate) { client async throws in
      let fault = await fault(client, host.url("/", host: "localhost"))
      #expect(fault?.phase == .tls && fault?.message.contains("certificate") == true, "\(String(describing: fault))")
    }
    #expect(host.requests.isEmpty)
  }

  @Test func certificateThatNobodyKnowsIsRefused() async throws {
    let host = try await WebHost(tls: try TestCertificate()) { _ in WebHost.answer() }
    try await withClient { client async throws in
      let fault = await fault(client, host.url("/", host: "localhost"))
      #expect(fault?.phase == .tls && fault?.message.contains("certificate") == true, "\(String(describing: fault))")
    }
    #expect(host.requests.isEmpty)
  }

  @Test func plainServerWhereTLSIsExpectedFailsByTLS() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    try await withClient { client async throws in
      let url = host.url("/").replacingOccurrences(of: "http://", with: "https://")
      let fault = try #require(await fault(client, url))
      // In words, without the places in somebody's source files.
      #expect(fault.phase == .tls && fault.message == "TLS: wrong version number", "\(fault)")
    }
  }
}
