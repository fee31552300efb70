// The reference of the HTTP benchmarks: SwiftNIO with its HTTP codec on one event loop, and nothing behind it.

import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers every request with 201 and a greeting.
enum HelloServer {
  /// Serves until it is killed; without a path, on a port of 127.0.0.1.
  static func run(socketPath: String?) throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1_024)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
          try channel.pipeline.syncOperations.addHandler(HelloHandler())
        }
      }
    let channel =
      if let socketPath {
        try bootstrap.bind(unixDomainSocketPath: socketPath).wait()
      } else {
        try bootstrap.bind(host: "127.0.0.1", port: 0).wait()
      }
    print(socketPath ?? "127.0.0.1:\(channel.localAddress?.port ?? 0)")
    fflush(nil)
    try channel.closeFuture.wait()
  }

  /// Starts it as a process of its own, on a socket in `folder` or on a port; `path` is the socket's, or host and port.
  static func start(
    _ programs: Programs, in folder: String, port: Bool = false
  ) throws(BenchFailure) -> (child: Child, path: String) {
    let child = try Child([programs.own, "hello", port ? "tcp" : "\(folder)/hello.sock"], output: "")
    guard let path = child.line() else { throw BenchFailure("the hello server did not start") }
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
