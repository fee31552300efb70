// What systemd says to the daemon through the environment, read once at the start and then removed: a job that inherited
// these variables could report READY=1 in the daemon's name or close its sockets.

import Glibc

/// The daemon's conversation with the service manager.
struct SystemdEnvironment: Sendable {
  let notify: SystemdNotify
  let sockets: SystemdSockets
  /// How often the watchdog wants to be fed, already halved; nil when there is none.
  let watchdogMicros: Int64?

  init(_ environment: [String: String], pid: Int32 = getpid()) {
    notify = SystemdNotify(environment: environment)
    sockets = SystemdSockets(environment: environment, pid: pid)
    let isOurs = environment["WATCHDOG_PID"].map { Int32($0) == pid } ?? true
    watchdogMicros = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 1 && isOurs ? $0 / 2 : nil }
  }

  /// Takes everything over and leaves nothing for children. Called before any thread but this one runs, because
  /// changing the environment is not safe beside a reader of it.
  static func take(_ environment: [String: String]) -> SystemdEnvironment {
    let taken = SystemdEnvironment(environment)
    taken.sockets.setCloseOnExec()
    for name in variables { unsetenv(name) }
    return taken
  }

  private static let variables = [
    "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES",
  ]
}
