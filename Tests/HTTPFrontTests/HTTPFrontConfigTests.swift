// The configuration is refused as a whole, with every reason.

import NIOCore
import Testing

@testable import HTTPFront

@Suite struct HTTPFrontConfigTests {
  @Test func defaultsAreValid() {
    #expect(HTTPFrontConfig(listeners: [.unix(path: "/run/s")]).problems().isEmpty)
  }

  @Test func everyProblemIsNamed() {
    var config = HTTPFrontConfig(listeners: [])
    config.socketMode = 0o1777
    config.threads = 0
    config.limits.bodyBytesMax = 1
    config.limits.headerBytesMax = 1
    config.limits.connectionsMax = 0
    config.timeouts.idle = .zero
    #expect(config.problems().count == 7)
  }

  @Test func tcpNeedsATokenFile() {
    var config = HTTPFrontConfig(listeners: [.tcp(host: "127.0.0.1", port: 0)])
    #expect(config.problems().count == 1)
    config.tokenFile = "/etc/tokens"
    #expect(config.problems().isEmpty)
  }
}
