// Connecting: to what is not there, to what says nothing, and to those who say who they are.

import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport
import Testing

@testable import JobClient

@Suite struct DialerTests {
  private func error(_ endpoint: Endpoint, within time: TimeAmount = .seconds(60)) async -> ClientError? {
    do throws(ClientError) {
      try await Dialer(endpoint: endpoint).dial(before: .now() + time).close()
      return nil
    } catch {
      return error
    }
  }

  @Test func socketThatIsNotThereOrThatNobodyHearsIsUnreachable() async throws {
    let directory = try TemporaryDirectory()
    let missing = Endpoint.unix(path: directory.path + "/none")
    #expect(await error(missing) == .unreachable(endpoint: missing, reason: "there is no such socket"))
    let deaf = Endpoint.unix(path: directory.path + "/s")
    let socket = try Self.bound(directory.path + "/s")
    #expect(await error(deaf) == .unreachable(endpoint: deaf, reason: "nobody listens there"))
    listen(socket, 1)
    #expect(await error(deaf) == nil)
    close(socket)
    // The file has stayed.
    #expect(await error(deaf) == .unreachable(endpoint: deaf, reason: "nobody listens there"))
  }

  @Test func socketWithTheLongestPathIsHeard() async throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/" + String(repeating: "x", count: 107 - directory.path.utf8.count - 1)
    let socket = try Self.bound(path)
    defer { close(socket) }
    listen(socket, 1)
    #expect(await error(.unix(path: path)) == nil)
  }

  /// A socket that is there and does not listen yet.
  private static func bound(_ path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let result = try SocketAddress(socketPath: path).withSockAddr { bind(descriptor, $0, socklen_t($1)) }
    guard result == 0 else { throw Unexpected(what: "bind \(path): \(errno)") }
    return descriptor
  }

  @Test func pathThatNoSocketCanHaveIsNoAddress() async {
    for (length, isLong) in [(107, false), (108, true)] {
      let path = "/nonexistent/" + String(repeating: "x", count: length - 13)
      switch await error(.unix(path: path)) {
      case .badEndpoint(_, "the path of a socket has 107 bytes at most"): #expect(isLong)
      case .unreachable(_, "there is no such socket"): #expect(!isLong)
      case let other: Issue.record("\(length): \(String(describing: other))")
      }
    }
  }

  @Test func portThatNobodyListensOnIsUnreachable() async throws {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(channel.localAddress?.port)
    try await channel.close()
    for host in ["127.0.0.1", "localhost"] {
      let endpoint = Endpoint.tcp(host: host, port: port, isTLS: false)
      #expect(await error(endpoint) == .unreachable(endpoint: endpoint, reason: "nobody listens there"))
    }
  }

  // MARK: TLS

  /// A server that takes connections and says nothing.
  private func withSilence(_ body: (Endpoint, any Channel) async throws -> Void) async throws {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(channel.localAddress?.port)
    try await body(.tcp(host: "127.0.0.1", port: port, isTLS: true), channel)
    try await channel.close()
  }

  @Test func handshakeThatDoesNotEndHasItsTime() async throws {
    try await withSilence { endpoint, _ in
      #expect(await error(endpoint, within: .milliseconds(100)) == .timedOut(endpoint: endpoint))
    }
  }

  /// Whoever follows events tries for as long as it takes: each try that left its connection behind would be one more.
  @Test(arguments: [true, false]) func handshakeThatIsGivenUpLeavesNoConnection(_ isCancelled: Bool) async throws {
    let (begun, open) = (Noted(0), Noted(0))
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { child in
        begun.change { $0 += 1 }
        open.change { $0 += 1 }
        child.closeFuture.whenComplete { _ in open.change { $0 -= 1 } }
        return child.eventLoop.makeSucceededVoidFuture()
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let endpoint = Endpoint.tcp(host: "127.0.0.1", port: try #require(channel.localAddress?.port), isTLS: true)
    for number in 1...3 {
      let task = Task { await error(endpoint, within: isCancelled ? .seconds(60) : .milliseconds(50)) }
      try await eventually { begun.value == number }
      if isCancelled { task.cancel() }
      #expect(await task.value == (isCancelled ? .cancelled : .timedOut(endpoint: endpoint)))
    }
    try await eventually { open.value == 0 }
    try await channel.close()
  }

  @Test func whoeverIsCancelledDoesNotWaitForTheHandshake() async throws {
    try await withSilence { endpoint, _ in
      let task = Task { await error(endpoint) }
      task.cancel()
      #expect(await task.value == .cancelled)
    }
  }

  @Test(arguments: ["127.0.0.1", "localhost"]) func certificateThatIsTrustedIsTaken(_ name: String) async throws {
    let certificate = try TestCertificate()
    let host = try await WebHost(tls: certificate) { WebHost.answer("200 OK", [], "\($0.connection)") }
    try await WebTransport.with(host, name: name, trust: try certificate.clientConfiguration()) {
      transport async throws in
      for _ in 0..<3 { #expect(try await transport.text() == "1") }
      let body = [UInt8](repeating: 7, count: 1 << 20)
      _ = try await transport.send(ClientRequest(.post, "/").with(bytes: body, type: "x"))
      #expect(host.requests.last?.body == body)
    }
    try await eventually { host.open == 0 }
  }

  @Test(arguments: ["127.0.0.1", "localhost"]) func certificateOfAnotherHostIsNot(_ name: String) async throws {
    let certificate = try TestCertificate(names: "DNS:other.example,IP:127.0.0.9")
    let host = try await WebHost(tls: certificate) { _ in WebHost.answer() }
    try await WebTransport.with(host, name: name, trust: try certificate.clientConfiguration()) {
      transport async throws in
      let reason = "its certificate is not for this host"
      #expect(await WebTransport.error(of: transport) == .unreachable(endpoint: transport.endpoint, reason: reason))
    }
    #expect(host.requests.isEmpty)
  }

  @Test func certificateThatNobodyHereTrustsIsNot() async throws {
    let host = try await WebHost(tls: try TestCertificate()) { _ in WebHost.answer() }
    try await WebTransport.with(host, trust: .makeClientConfiguration()) { transport async throws in
      let reason = "its certificate has expired, or is signed by nobody whom this machine trusts"
      #expect(await WebTransport.error(of: transport) == .unreachable(endpoint: transport.endpoint, reason: reason))
    }
    #expect(host.requests.isEmpty)
  }

  @Test func serverWithoutTLSIsNamedAsSuch() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    try await WebTransport.with(host, trust: .makeClientConfiguration()) { transport async throws in
      let reason = "it does not speak TLS"
      #expect(await WebTransport.error(of: transport) == .unreachable(endpoint: transport.endpoint, reason: reason))
    }
  }
}
