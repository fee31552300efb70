// The reference of the HTTP benchmarks: SwiftNIO with its HTTP codec on one event loop, and nothing behind it.

import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers every request with 201 and a greeting.
enum HelloServer {
  /// Serves until it is killed.
  static func run(socketPath: String) throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let channel = try ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1_024)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
          try channel.pipeline.syncOperations.addHandler(HelloHandler())
        }
      }
      .bind(unixDomainSocketPath: socketPath).wait()
    print("ready on \(socketPath)")
    fflush(nil)
    try channel.closeFuture.wait()
  }

  /// Starts it as a process of its own.
  static func start(_ programs: Programs, in folder: String) throws(BenchFailure) -> (child: Child, path: String) {
    let path = "\(folder)/hello.sock"
    let child = try Child([programs.own, "hello", path], output: "")
    guard child.line() != nil else { throw BenchFailure("the hello server did not start") }
    return (child, path)
  }
}

private final class HelloHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let body = ByteBuffer(string: "hello, world\n")

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .end = unwrapInboundIn(data) else { return }
    var headers = HTTPHeaders()
    headers.add(name: "Content-Type", value: "text/plain")
    headers.add(name: "Content-Length", value: "\(body.readableBytes)")
    let head = HTTPResponseHead(version: .http1_1, status: .created, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }
}
