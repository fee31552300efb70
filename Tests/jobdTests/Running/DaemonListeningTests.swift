// Where a daemon listens, and whom it lets in there.

import HTTPFront
import Logging
import Testing

@testable import jobd

@Suite struct DaemonListeningTests {
  private func daemon(_ listen: [ListenAddress]) -> Daemon {
    var config = DaemonConfig(
      dataDirectory: "/nonexistent", listen: listen, isListenDefault: false, slots: 1, tokensFile: "/nonexistent/tokens"
    )
    config.isDebug = true
    return Daemon(
      config: config, systemd: SystemdEnvironment([:]), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  @Test func tokensAreNeededOverTCP() {
    #expect(!daemon([.unix(path: "/nonexistent/s")]).needsTokens)
    #expect(daemon([.unix(path: "/nonexistent/s"), .tcp(host: "127.0.0.1", port: 0)]).needsTokens)
  }

  @Test func whatIsConfiguredIsWhatTheFrontListensOn() {
    let socket = ListenAddress.unix(path: "/nonexistent/s")
    let front = daemon([socket]).frontConfig
    #expect(front.listeners == [socket] && front.isDebug)
    // Nobody but its owner opens a socket of mode 0600.
    #expect(front.unixAccess == .owner)
  }
}
