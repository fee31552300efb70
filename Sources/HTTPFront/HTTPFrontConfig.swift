// Everything the front can be told, with defaults; jobd fills it from its own configuration.

import NIOCore

/// The configuration of an `HTTPFront`.
package struct HTTPFrontConfig: Sendable {
  /// Where to accept connections; at least one.
  package var listeners: [ListenAddress]
  /// File mode of Unix sockets the front creates (default 0600: the owner only).
  package var socketMode: UInt16 = 0o600
  /// Group of Unix sockets the front creates (default: that of the process).
  package var socketGroup: String?
  /// Who may use Unix sockets (default: the daemon's user and root). With a group mode this is `anyoneWhoConnects`.
  package var unixAccess = UnixAccess.owner
  /// Bearer tokens for TCP, and for what browsers and proxies send to a Unix socket; needed as soon as one listener is TCP, created with one admin token if it is not there.
  package var tokenFile: String?
  /// Host names clients may use over TCP besides localhost, 127.0.0.1 and ::1 (default: none).
  package var allowedHosts: [String] = []
  /// Origins under which browsers reach the daemon through a proxy, such as https://jobs.example.org (default: none).
  package var origins: [WebOrigin] = []
  package var limits = HTTPLimits()
  package var timeouts = HTTPTimeouts()
  /// Event loop threads, 1…64 (default 1: the routes are short, and one thread needs no locks between connections).
  package var threads = 1
  /// The version shown in `/v1/info`.
  package var version = "0"
  /// Whether the daemon runs with `--debug`, shown in `/v1/info`.
  package var isDebug = false

  /// How the open files are shared out, shown in `/v1/info`.
  package var descriptors: DescriptorBudget?

  package init(listeners: [ListenAddress]) {
    self.listeners = listeners
  }

  /// Everything that is wrong with the values, one sentence each; empty when the front can start with them.
  package func problems() -> [String] {
    var problems: [String] = []
    if listeners.isEmpty { problems.append("there is nothing to listen on") }
    if Set(listeners).count < listeners.count { problems.append("an address is listed twice") }
    if socketMode & ~0o777 != 0 || socketMode & 0o600 != 0o600 {
      problems.append("the socket mode must be 0600 to 0777 and let the owner read and write")
    }
    if !(1...64).contains(threads) { problems.append("threads must be 1 to 64") }
    if limits.bodyBytesMax < 1_024 { problems.append("the body limit must be at least 1024 bytes") }
    if limits.bodyBytesTotalMax < limits.bodyBytesMax {
      problems.append("the limit of all bodies is below that of one")
    }
    if !(1_024...1 << 20).contains(limits.headerBytesMax) {
      problems.append("the header limit must be between 1 KiB and 1 MiB")
    }
    if limits.connectionsMax < 1 { problems.append("the connection limit must be at least 1") }
    let times = [
      timeouts.firstByte, timeouts.header, timeouts.body, timeouts.idle, timeouts.write, timeouts.linger,
      timeouts.shutdown, timeouts.heartbeat, timeouts.eventPace,
    ]
    if times.contains(where: { $0 <= .zero }) { problems.append("every timeout must be longer than 0") }
    let needsTokens = listeners.contains { if case .tcp = $0 { true } else { false } }
    if needsTokens, tokenFile == nil { problems.append("a TCP listener needs a token file") }
    return problems
  }
}
