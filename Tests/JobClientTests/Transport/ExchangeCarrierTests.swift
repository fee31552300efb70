// One connection and what is said over it: large bodies, answers that come early, slowly or broken, and who is still
// there afterwards.

import JobWire
import NIOCore
import NIOHTTP1
import NIOPosix
import TestSupport
import Testing

@testable import JobClient

@Suite struct ExchangeCarrierTests {
  private static let large = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 / 257) }

  private static func post(_ body: [UInt8]) -> ClientRequest {
    ClientRequest(.post, "/").with(bytes: body, type: WireHeader.bytes)
  }

  @Test func largeBodyArrivesWhole() async throws {
    let host = try await WebHost { WebHost.answer("200 OK", [], "\($0.body.count)") }
    try await WebTransport.with(host) { transport async throws in
      let answer = try await transport.send(Self.post(Self.large))
      #expect(String(decoding: answer.body, as: UTF8.self) == "\(8 << 20)")
      #expect(host.requests.first?.body == Self.large)
      #expect(try await transport.text() == "0")
      #expect(host.connections == 1)
    }
  }

  /// A server that has heard enough answers, with most of the body unread: what it said is the answer, and not that
  /// writing failed.
  @Test(arguments: [true, false]) func answerThatComesEarlyIsTheAnswer(_ closes: Bool) async throws {
    let problem = Problem(.payloadTooLarge, detail: "Too large.", hint: "Send less.")
    let early = WebHost.answer("413 Payload Too Large", [], String(decoding: problem.jsonBytes(), as: UTF8.self))
    let host = try await WebHost(early: { _ in early + (closes ? [.close] : []) }, reply: { _ in WebHost.answer() })
    try await WebTransport.with(host) { transport async throws in
      // More than the system holds for a connection.
      let body = [UInt8](repeating: 7, count: 32 << 20)
      #expect(await WebTransport.error(of: transport, Self.post(body)) == .refused(problem))
      // Half a request is followed by no other. That its connection is closed, a server that reads nothing more does not
      // see: the end of it stands behind what the system still has to send.
      #expect(try await transport.send(Self.post([1])).status == 200)
      #expect(host.connections == 2)
      if closes { try await eventually("the first one is closed") { host.open == 1 } }
    }
  }

  @Test func connectionIsKeptUnlessTheServerSaysOtherwise() async throws {
    let host = try await WebHost { request in
      WebHost.answer("200 OK", request.path == "/last" ? ["Connection: close"] : [], "\(request.connection)")
    }
    try await WebTransport.with(host) { transport async throws in
      for path in ["/", "/", "/last"] { #expect(try await transport.text(path) == "1") }
      #expect(try await transport.text() == "2")
    }
    try await eventually("no connection outlives its client") { host.open == 0 }
  }

  @Test(arguments: [
    (["Content-Length: 3"], "abc"), (["Transfer-Encoding: chunked"], "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"),
  ]) func bodyEndsWhereItIsSaidToEnd(_ headers: [String], _ body: String) async throws {
    let text = (["HTTP/1.1 200 OK"] + headers).joined(separator: "\r\n") + "\r\n\r\n" + body
    let host = try await WebHost { _ in [.send(text), .close] }
    try await WebTransport.with(host) { transport async throws in
      #expect(try await transport.text() == "abc")
    }
  }

  /// One that was cut off looks the same.
  @Test(arguments: ["HTTP/1.1", "HTTP/1.0"]) func answerThatDoesNotSayWhereItEndsIsNotTakenForWhole(
    _ version: String
  ) async throws {
    let host = try await WebHost { _ in [.send("\(version) 200 OK\r\n\r\nabc"), .close] }
    try await WebTransport.with(host) { transport async throws in
      guard case .unexpectedAnswer(_, 200, _) = await WebTransport.error(of: transport) else {
        Issue.record("three bytes of nobody knows how many")
        return
      }
    }
  }

  @Test func refusalThatDoesNotSayWhereItEndsIsReadNevertheless() async throws {
    let problem = Problem(.notFound, detail: "There is no job 7.", hint: "Look at the list.")
    let text = String(decoding: problem.jsonBytes(), as: UTF8.self)
    let host = try await WebHost { _ in [.send("HTTP/1.0 404 Not Found\r\n\r\n\(text)"), .close] }
    try await WebTransport.with(host) { transport async throws in
      #expect(await WebTransport.error(of: transport) == .refused(problem))
    }
  }

  @Test func answerToHeadHasNoBody() async throws {
    let host = try await WebHost { request in
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")]
        + (request.method == "HEAD" ? [] : [.send("x"), .close])
    }
    try await WebTransport.with(host) { transport async throws in
      let answer = try await transport.send(ClientRequest(.head, "/"))
      #expect(answer.body.isEmpty && answer.headers.first(name: "Content-Length") == "1000000000")
      #expect(try await transport.send(ClientRequest(.head, "/")).status == 200)
      #expect(host.connections == 1)
    }
  }

  @Test(arguments: [
    "hello\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 100_000) + "\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  ]) func whatIsNoHTTPIsUnexpected(_ text: String) async throws {
    let host = try await WebHost { _ in [.send(text)] }
    try await WebTransport.with(host) { transport async throws in
      guard case .unexpectedAnswer(_, 0, _) = await WebTransport.error(of: transport) else {
        Issue.record("\(text.prefix(80))")
        return
      }
      #expect(host.connections == 1, "asking again would not help")
      try await eventually { host.open == 0 }
    }
  }

  @Test(arguments: ["000", "042", "099", "999"]) func statusThatIsNoneIsUnexpected(_ status: String) async throws {
    let host = try await WebHost { _ in WebHost.answer("\(status) OK", [], "ok") }
    try await WebTransport.with(host) { transport async throws in
      guard case .unexpectedAnswer = await WebTransport.error(of: transport) else {
        Issue.record("\(status)")
        return
      }
    }
  }

  @Test func answerThatBreaksOffIsNotTakenForWhole() async throws {
    let host = try await WebHost { _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"), .close] }
    try await WebTransport.with(host) { transport async throws in
      guard case .connectionLost(_, "it ended in the middle of the answer") = await WebTransport.error(of: transport)
      else {
        Issue.record("five bytes of ten")
        return
      }
      #expect(host.requests.count == 2, "a GET does no harm, and is made again once")
    }
  }

  @Test func whatNobodyHasAskedForEndsTheConnection() async throws {
    // In one piece, or the second would be there for the next request, as far as anybody can tell.
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"
    let host = try await WebHost { request in [.send("\(answer)\(request.connection)\(answer)x")] }
    try await WebTransport.with(host) { transport async throws in
      for connection in 1...3 { #expect(try await transport.text() == "\(connection)") }
      try await eventually { host.open == 0 }
    }
  }

  /// While the reader takes nothing, the connection is not read: the server's writes come to a halt, and other requests
  /// go on meanwhile.
  @Test func slowReaderSlowsTheServer() async throws {
    let host = try await WebHost { request in
      request.path == "/flood"
        ? [.send("HTTP/1.1 200 OK\r\n\r\n"), .flood([UInt8](repeating: 1, count: 1 << 16))] : WebHost.answer()
    }
    try await WebTransport.with(host) { transport async throws in
      let flood = try await transport.open(ClientRequest(.get, "/flood"))
      _ = try await flood.next()
      var (rounds, still, seen) = (0, 0, 0)
      // Each of these rounds gives the connection time for more.
      while still < 50, seen < 64 << 20 {
        _ = try await transport.text()
        rounds += 1
        still = host.bytesPoured == seen ? still + 1 : 0
        seen = host.bytesPoured
      }
      #expect(seen < 64 << 20, "after \(rounds) rounds the reader would have been sent all of it")
      var taken = 0
      while taken < seen + (4 << 20), let piece = try await flood.next() { taken += piece.count }
      #expect(host.bytesPoured > seen, "whoever reads on is sent more")
    }
    try await eventually("nobody reads it any more") { host.open == 0 }
  }

  /// What has not gone out has not arrived: if what it was to delete is not there, nobody has deleted it just now.
  @Test(arguments: [true, false]) func requestHasGoneOutWhenItsHeadHas(_ isDead: Bool) async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    let channel = try await ClientBootstrap(group: ClientThread.loop)
      .channelOption(.autoRead, value: false)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if isDead { try channel.pipeline.syncOperations.addHandler(DeadWire()) }
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          let endpoint = Endpoint.tcp(host: "127.0.0.1", port: host.port, isTLS: false)
          try channel.pipeline.syncOperations.addHandler(ExchangeCarrier(endpoint: endpoint, encrypts: false))
        }
      }
      .connect(host: "127.0.0.1", port: host.port).get()
    let connection = try await channel.eventLoop.submit {
      let carrier = try channel.pipeline.syncOperations.handler(type: ExchangeCarrier.self)
      return ClientConnection(channel: channel, carrier: carrier)
    }.get()
    let message = RequestMessage(.DELETE, "/", body: [], deadline: .now() + .seconds(60), mayLast: false)
    let exchange = connection.begin(message) { _ in }
    do throws(ClientError) {
      _ = try await exchange.collect(bytesMax: 1_000, expected: nil)
      #expect(!isDead)
    } catch {
      guard isDead, case .connectionLost = error else { throw error }
    }
    #expect(exchange.isBegun && exchange.isSent == !isDead)
    connection.close()
    await connection.closed()
  }
}

/// The other side of a connection has gone, and every write says so.
private final class DeadWire: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    promise?.fail(ChannelError.eof)
    context.close(promise: nil)
  }
}
