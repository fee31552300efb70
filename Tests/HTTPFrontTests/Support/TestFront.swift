// Runs a real front on a socket of its own for the length of one test.

import Foundation
import JobCore
import Logging
import NIOCore
import Synchronization

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A directory that is gone after the test.
func withTemporaryDirectory<T>(_ body: (String) async throws -> T) async throws -> T {
  var template = Array("/tmp/jobd-test-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw RawClient.Failure("mkdtemp") }
  let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(path)
}

/// A front that is running.
struct TestFront: Sendable {
  let directory: String
  let addresses: [BoundAddress]
  let front: HTTPFront
  let registry: ConnectionRegistry

  var socketPath: String { "\(directory)/jobd.sock" }

  var port: Int {
    for case .tcp(_, let port) in addresses { return port }
    return 0
  }

  func connect() async throws -> RawClient { try await .connect(unix: socketPath) }
  func connectTCP() async throws -> RawClient { try await .connect(port: port) }
}

/// Starts a front with `routes`, listening on a Unix socket (and on TCP when the configuration says so), and stops it.
func withFront<T: Sendable>(
  routes: [Route] = TestRoutes.all, logger: Logger = .silent,
  makeTokens: (_ path: String) -> TokenStore = { TokenStore(path: $0, logger: .silent) },
  configure: (inout HTTPFrontConfig, _ directory: String) throws -> Void = { _, _ in },
  _ body: (TestFront) async throws -> T
) async throws -> T {
  try await withFront(
    makeRoutes: { _, _, _ in routes }, logger: logger, makeTokens: makeTokens, configure: configure, body)
}

func withFront<T: Sendable>(
  makeRoutes: (HTTPFrontConfig, ConnectionRegistry, TokenStore?) -> [Route],
  storeMark: String? = nil, logger: Logger = .silent,
  runningJob: @escaping @Sendable (Substring) -> TokenHolder? = { _ in nil },
  makeTokens: (_ path: String) -> TokenStore = { TokenStore(path: $0, logger: .silent) },
  configure: (inout HTTPFrontConfig, _ directory: String) throws -> Void,
  _ body: (TestFront) async throws -> T
) async throws -> T {
  try await withTemporaryDirectory { directory in
    var config = HTTPFrontConfig(listeners: [.unix(path: "\(directory)/jobd.sock")])
    // The test itself may be slow to go on, among hundreds of others.
    config.timeouts.firstByte = .minutes(1)
    config.timeouts.linger = .milliseconds(300)
    config.timeouts.shutdown = .seconds(2)
    try configure(&config, directory)
    let registry = ConnectionRegistry(limits: config.limits, timeouts: config.timeouts)
    let tokens = config.tokenFile.map(makeTokens)
    let front = HTTPFront(
      config: config, routes: makeRoutes(config, registry, tokens), registry: registry, tokens: tokens,
      storeMark: storeMark, logger: logger, runningJob: runningJob)
    let addresses = try await front.bind()
    async let running: Void = front.run()
    do {
      let result = try await body(
        TestFront(directory: directory, addresses: addresses, front: front, registry: registry))
      front.beginShutdown()
      await running
      return result
    } catch {
      front.beginShutdown()
      await running
      throw error
    }
  }
}

extension Logger {
  static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

/// Waits until `condition` holds, for at most ten seconds. For states another process or thread reaches.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
  let end = ContinuousClock.now + .seconds(10)
  while ContinuousClock.now < end {
    if try await condition() { return true }
    try await ContinuousClock().sleep(for: .milliseconds(1))
  }
  return false
}

/// Writes a file only its owner can read.
func writePrivate(_ text: String, to path: String) throws {
  let descriptor = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
  guard descriptor >= 0 else { throw RawClient.Failure("open \(path)") }
  defer { close(descriptor) }
  let bytes = Array(text.utf8)
  guard write(descriptor, bytes, bytes.count) == bytes.count else { throw RawClient.Failure("write \(path)") }
}
