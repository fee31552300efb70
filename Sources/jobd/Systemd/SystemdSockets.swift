// Takes over the sockets that systemd opened for the daemon (sd_listen_fds(3)): they listen before jobd runs, so that no
// client is refused during a restart.

import Glibc

/// The listening descriptors handed over by the service manager.
struct SystemdSockets: Equatable, Sendable {
  /// In the order of the socket unit.
  let descriptors: [Int32]

  private static let firstDescriptor: Int32 = 3
  /// More than this is not a socket unit of ours but a mistake in the variable.
  private static let countMax: Int32 = 64

  /// Reads LISTEN_PID and LISTEN_FDS; descriptors meant for another process are left alone.
  init(environment: [String: String], pid: Int32 = getpid()) {
    guard let owner = environment["LISTEN_PID"].flatMap({ Int32($0) }), owner == pid,
      let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), (1...Self.countMax).contains(count)
    else {
      descriptors = []
      return
    }
    descriptors = Array(Self.firstDescriptor..<Self.firstDescriptor + count)
  }

  /// The descriptors with what they are.
  var inherited: [InheritedSocket] { descriptors.map(InheritedSocket.init(descriptor:)) }

  /// Keeps the descriptors from being inherited by jobs.
  func setCloseOnExec() {
    for descriptor in descriptors {
      let flags = fcntl(descriptor, F_GETFD)
      if flags >= 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
    }
  }
}
