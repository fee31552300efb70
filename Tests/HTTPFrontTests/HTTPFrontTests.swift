// Binding: what the front says about where it listens, and what happens when it cannot.

import NIOCore
import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct HTTPFrontTests {
  private func tokens(_ config: inout HTTPFrontConfig, _ directory: String) {
    config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
    config.tokenFile = "\(directory)/tokens"
  }

  @Test func portZeroIsReplacedByARealOne() async throws {
    try await withFront(configure: tokens) { front in
      #expect(front.port > 0)
      let client = try await front.connectTCP()
      #expect(try await client.exchange("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n").text == "hello")
      client.close()
    }
  }

  @Test func takenPortIsAddressInUseAndNothingStaysOpen() async throws {
    try await withFront(configure: tokens) { front in
      var config = HTTPFrontConfig(listeners: [
        .unix(path: "\(front.directory)/second.sock"), .tcp(host: "127.0.0.1", port: front.port),
      ])
      config.tokenFile = "\(front.directory)/tokens"
      let second = HTTPFront(
        config: config, routes: [], registry: ConnectionRegistry(limits: config.limits), logger: .silent)
      let error = await #expect(throws: BindError.self) { _ = try await second.bind() }
      guard case .listen(.addressInUse) = error else {
        Issue.record("unexpected error \(String(describing: error))")
        return
      }
      #expect(access("\(front.directory)/second.sock", F_OK) != 0)
    }
  }

  /// A start waits for the disk of its token file, and not for ever where it is to end.
  @Test func cancelledStartDoesNotWaitForTheTokenFile() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/tokens"
      try writePrivate("reader-token-0123456789 reader read\n", to: path)
      let disk = SlowDisk()
      disk.be(.hanging)
      defer { disk.be(.quick) }
      var config = HTTPFrontConfig(listeners: [.unix(path: "\(directory)/s")])
      config.tokenFile = path
      let tokens = TokenStore(path: path, interval: .hours(1), logger: .silent) { disk.look($0, after: $1) }
      let front = HTTPFront(
        config: config, routes: [], registry: ConnectionRegistry(limits: config.limits), tokens: tokens,
        logger: .silent)
      await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try await front.bind() }
        #expect(await (try? eventually { disk.looks == 1 }) == true)
        group.cancelAll()
        await #expect(throws: BindError.cancelled) { try await group.next() }
      }
      #expect(access("\(directory)/s", F_OK) != 0)
    }
  }

  @Test func socketFileIsGoneAfterTheStop() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/jobd.sock"
      let config = HTTPFrontConfig(listeners: [.unix(path: path)])
      let front = HTTPFront(
        config: config, routes: [], registry: ConnectionRegistry(limits: config.limits), logger: .silent)
      let addresses = try await front.bind()
      #expect(addresses == [.unix(path: path)])
      #expect(access(path, F_OK) == 0)
      front.beginShutdown()
      await front.run()
      #expect(access(path, F_OK) != 0)
    }
  }

  @Test func inheritedDescriptorIsServed() async throws {
    try await withTemporaryDirectory { directory in
      let file = try UnixSocketFile.listen(path: "\(directory)/given", mode: 0o600, group: nil, backlog: 8)
      try await withFront(configure: { config, _ in
        config.listeners.append(.inherited(descriptor: file.descriptor))
      }) { front in
        #expect(front.addresses.contains(.unix(path: file.path)))
        let client = try await RawClient.connect(unix: file.path)
        #expect(try await client.exchange(HTTPConnectionTests.get).text == "hello")
        client.close()
      }
      // Its file belongs to whoever made it.
      #expect(access(file.path, F_OK) == 0)
    }
  }

  @Test func cancelledRunStopsTheFront() async throws {
    try await withTemporaryDirectory { directory in
      let config = HTTPFrontConfig(listeners: [.unix(path: "\(directory)/s")])
      let front = HTTPFront(
        config: config, routes: [], registry: ConnectionRegistry(limits: config.limits), logger: .silent)
      _ = try await front.bind()
      await withTaskGroup { group in
        group.addTask { await front.run() }
        group.cancelAll()
      }
      #expect(access("\(directory)/s", F_OK) != 0)
    }
  }
}
