// A real HTTP server on a Unix socket that answers what a test tells it to, for tests of the client alone.

import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server for the length of one test.
final class ScriptedServer: Sendable {
  /// One request as the server saw it.
  struct Request: Sendable {
    let method: String
    let uri: String
    let headers: HTTPHeaders
    let body: String
    /// How many requests came before it.
    let index: Int
  }

  /// What the server does about a request.
  enum Answer: Sendable {
    case reply(status: Int, body: String, store: String? = nil)
    /// Closes the connection without a word.
    case hangUp
  }

  let socketPath: String
  fileprivate let script: @Sendable (Request) -> Answer
  private let seen = Mutex<[Request]>([])

  private init(socketPath: String, script: @escaping @Sendable (Request) -> Answer) {
    self.socketPath = socketPath
    self.script = script
  }

  /// All requests so far.
  var requests: [Request] { seen.withLock { $0 } }

  fileprivate func record(_ head: HTTPRequestHead, _ body: ByteBuffer) -> Request {
    seen.withLock { seen in
      let request = Request(
        method: head.method.rawValue, uri: head.uri, headers: head.headers, body: String(buffer: body),
        index: seen.count)
      seen.append(request)
      return request
    }
  }

  /// Runs a server with this script for the time of `body`.
  static func with(
    _ script: @escaping @Sendable (Request) -> Answer, _ body: (ScriptedServer) async throws -> Void
  ) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "jc-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let server = ScriptedServer(socketPath: directory.appending(path: "s").path, script: script)
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(ScriptedHandler(server: server))
        }
      }
      .bind(unixDomainSocketPath: server.socketPath).get()
    do {
      try await body(server)
    } catch {
      try await channel.close()
      throw error
    }
    try await channel.close()
  }
}

private final class ScriptedHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let server: ScriptedServer
  private var head: HTTPRequestHead?
  private var body = ByteBuffer()

  init(server: ScriptedServer) { self.server = server }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.clear()
    case .body(var part): body.writeBuffer(&part)
    case .end:
      guard let head else { return }
      switch server.script(server.record(head, body)) {
      case .hangUp: context.close(promise: nil)
      case .reply(let status, let text, let store): reply(context, status: status, text: text, store: store)
      }
    }
  }

  private func reply(_ context: ChannelHandlerContext, status: Int, text: String, store: String?) {
    var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status))
    head.headers.add(name: "Content-Length", value: "\(text.utf8.count)")
    if let store { head.headers.add(name: "Jobd-Store", value: store) }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }
}
