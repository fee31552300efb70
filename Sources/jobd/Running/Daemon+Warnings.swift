// What is said at the start of a daemon that has less than was asked for, or is open to more than may be meant.

import HTTPFront
import Logging

extension Daemon {
  /// Said once: what was asked for and cannot be had with so few open files, and no reason to refuse the start.
  func warnOfDescriptors() {
    let isLess = descriptors.slotsMax < config.slots || descriptors.connectionsMax < config.connectionsMax
    guard isLess || descriptors.isTooSmall else { return }
    logger.warning(
      """
      the limit of open files (ulimit -Hn, LimitNOFILE=) allows fewer jobs and connections at once than configured
      """,
      metadata: [
        "limit": "\(descriptors.limit)", "own": "\(descriptors.own)", "slots": "\(descriptors.slotsMax)",
        "connections": "\(descriptors.connectionsMax)",
      ])
  }

  /// Said once, and no reason to refuse the start: there may be a proxy before it, or the network may be trusted.
  func warnOfNetwork(_ addresses: [BoundAddress]) {
    let open = addresses.filter(\.isOpenToOthers)
    if open.isEmpty { return }
    let hosts = ["localhost", "127.0.0.1", "[::1]"] + frontConfig.allowedHosts
    logger.warning(
      """
      other machines can connect, and there is no TLS: whoever listens in on the network reads tokens and jobs. \
      Requests for other hosts than these are refused; allowed_hosts adds names
      """,
      metadata: [
        "addresses": "\(open.map(\.description).joined(separator: " "))", "hosts": "\(hosts.joined(separator: " "))",
      ])
  }

  /// Said once: whoever connects to such a socket needs no token, and is no more than jobd itself.
  func warnOfSocket(_ addresses: [BoundAddress]) {
    let sockets = addresses.filter { if case .unix = $0 { true } else { false } }
    guard !config.runAsUsers.isEmpty, !sockets.isEmpty, frontConfig.unixAccess == .anyoneWhoConnects else { return }
    logger.warning(
      """
      others can connect to the socket, and who does is an admin without a token: if a user of run_as.users is among \
      them (socket.mode, socket.group), run_as keeps that user's commands from nothing
      """,
      metadata: [
        "addresses": "\(sockets.map(\.description).joined(separator: " "))",
        "users": "\(config.runAsUsers.joined(separator: " "))",
      ])
  }
}
