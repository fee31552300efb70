// A web server on a port of its own that does what a test tells it to: answers, drips, floods, hangs, talks nonsense,
// cuts off; with or without TLS.

import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A real HTTP/1.1 server, scripted down to the bytes.
package final class WebHost: Sendable {
  package struct Request: Sendable {
    package let method: String
    package let path: String
    /// By lower-case name.
    package let headers: [String: String]
    package let body: [UInt8]
    /// Which connection it came over, counted from 1, and as which request of it.
    package let connection: Int
    package let place: Int
  }

  package enum Step: Sendable {
    case send(String)
    case bytes([UInt8])
    case wait(milliseconds: Int64)
    /// Goes on as soon as that is so.
    case when(@Sendable () -> Bool)
    case close
    /// The same again and again, until the client has enough.
    case flood([UInt8])
  }

  package let port: Int
  private let scheme: String
  private let channel: any Channel
  private let record: Record

  /// What was asked, shared with the connections.
  fileprivate final class Record: Sendable {
    private let state = Mutex((requests: [Request](), connections: 0, open: 0, mostOpen: 0, bytes: 0, poured: 0))

    var requests: [Request] { state.withLock { $0.requests } }
    var connections: Int { state.withLock { $0.connections } }
    var open: Int { state.withLock { $0.open } }
    var mostOpen: Int { state.withLock { $0.mostOpen } }
    var bytes: Int { state.withLock { $0.bytes } }
    var poured: Int { state.withLock { $0.poured } }

    func opened() -> Int {
      state.withLock { state in
        state.connections += 1
        state.open += 1
        state.mostOpen = max(state.mostOpen, state.open)
        return state.connections
      }
    }

    func closed() { state.withLock { $0.open -= 1 } }
    func got(_ request: Request) { state.withLock { $0.requests.append(request) } }
    func got(bytes: Int) { state.withLock { $0.bytes += bytes } }
    func poured(bytes: Int) { state.withLock { $0.poured += bytes } }
  }

  /// - Parameters:
  ///   - early: what follows the head of a request whose body is still on its way, of which no more is read then; nil
  ///     waits for it.
  ///   - reply: what follows a request; both run on an event loop.
  package init(
    tls: TestCertificate? = nil, address: String = "127.0.0.1",
    early: @escaping @Sendable (Request) -> [Step]? = { _ in nil }, reply: @escaping @Sendable (Request) -> [Step]
  ) async throws {
    let record = Record()
    let context = try tls.map { try NIOSSLContext(configuration: $0.serverConfiguration()) }
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 1_024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { child in
        child.eventLoop.makeCompletedFuture {
          if let context { try child.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
          try child.pipeline.syncOperations.addHandler(WebHostConnection(record, early, reply, isPlain: context == nil))
        }
      }
      .bind(host: address, port: 0).get()
    port = channel.localAddress?.port ?? 0
    scheme = tls == nil ? "http" : "https"
    self.record = record
  }

  deinit {
    channel.close(promise: nil)
  }

  package func url(_ path: String, host: String = "127.0.0.1") -> String { "\(scheme)://\(host):\(port)\(path)" }

  package var requests: [Request] { record.requests }
  package func requests(_ path: String) -> [Request] { requests.filter { $0.path == path } }
  package var connections: Int { record.connections }
  package var open: Int { record.open }
  package var mostOpen: Int { record.mostOpen }
  /// All that was received, requests or not.
  package var bytesReceived: Int { record.bytes }
  /// All that floods have written.
  package var bytesPoured: Int { record.poured }

  /// An answer with its length.
  package static func answer(
    _ status: String = "200 OK", _ headers: [String] = [], _ body: String = ""
  ) -> [Step] {
    let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
    return [.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)]
  }
}

/// One connection: requests in, steps out, one request after the other.
private final class WebHostConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let record: WebHost.Record
  private let early: @Sendable (WebHost.Request) -> [WebHost.Step]?
  private let reply: @Sendable (WebHost.Request) -> [WebHost.Step]
  private let isPlain: Bool
  private var isDeaf = false
  private var number = 0
  private var place = 0
  private var bytes: [UInt8] = []
  private var flood: [UInt8]?

  init(
    _ record: WebHost.Record, _ early: @escaping @Sendable (WebHost.Request) -> [WebHost.Step]?,
    _ reply: @escaping @Sendable (WebHost.Request) -> [WebHost.Step], isPlain: Bool
  ) {
    self.record = record
    self.early = early
    self.reply = reply
    self.isPlain = isPlain
  }

  func channelActive(context: ChannelHandlerContext) {
    number = record.opened()
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    flood = nil
    record.closed()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let piece = unwrapInboundIn(data)
    record.got(bytes: piece.readableBytes)
    if isDeaf { return }
    bytes += piece.readableBytesView
    // Somebody speaks TLS: what web servers say to that.
    if isPlain && bytes.first == 22 { run(WebHost.answer("400 Bad Request") + [.close], context) }
    while let request = next(context) {
      record.got(request)
      run(reply(request)[...], context)
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    pour(context)
    context.fireChannelWritabilityChanged()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func run(_ steps: ArraySlice<WebHost.Step>, _ context: ChannelHandlerContext) {
    guard let step = steps.first else { return }
    let rest = steps.dropFirst()
    switch step {
    case .send(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    case .bytes(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    case .close: context.close(promise: nil)
    case .flood(let piece):
      flood = piece
      pour(context)
    case .wait(let milliseconds): return later(milliseconds, rest, context)
    case .when(let holds): if !holds() { return later(5, steps, context) }
    }
    run(rest, context)
  }

  private func later(_ milliseconds: Int64, _ steps: ArraySlice<WebHost.Step>, _ context: ChannelHandlerContext) {
    let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .milliseconds(milliseconds)) {
      if bound.value.channel.isActive { connection.value.run(steps, bound.value) }
    }
  }

  private func pour(_ context: ChannelHandlerContext) {
    while let flood, context.channel.isWritable, context.channel.isActive {
      record.poured(bytes: flood.count)
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: flood)), promise: nil)
    }
  }

  /// The next request, once it is whole.
  private func next(_ context: ChannelHandlerContext) -> WebHost.Request? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = String(line[colon...].dropFirst().drop { $0 == " " })
    }
    let words = lines[0].components(separatedBy: " ")
    func request(_ body: [UInt8]) -> WebHost.Request {
      WebHost.Request(
        method: words[0], path: words.count > 1 ? words[1] : "", headers: headers, body: body, connection: number,
        place: place)
    }
    let length = headers["content-length"].flatMap(Int.init) ?? 0
    guard bytes.count - end.upperBound >= length else {
      guard let steps = early(request([])) else { return nil }
      isDeaf = true
      context.channel.setOption(.autoRead, value: false).whenFailure { _ in }
      run(steps[...], context)
      return nil
    }
    let body = Array(bytes[end.upperBound..<end.upperBound + length])
    bytes.removeFirst(end.upperBound + length)
    place += 1
    return request(body)
  }
}
