// Feeds systemd's watchdog, but only when the engine answers: a daemon whose writer or dispatcher hangs is restarted,
// however well its main thread sleeps.

import JobCore
import ServiceLifecycle

/// Answers the watchdog of the service manager for as long as the engine answers a ping.
struct Watchdog: Service {
  let notify: SystemdNotify
  /// Half of what systemd allows between two messages.
  let interval: Duration
  let ping: @Sendable () async throws -> Void

  /// Ends when the task is cancelled or the daemon stops. If a ping never returns, the watchdog is not fed, and systemd
  /// restarts the daemon. A ping that fails is an answer, too: a full disk must not get the running jobs killed.
  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await ping()
          notify.send(.watchdog)
        } catch {
          notify.send(.watchdog, .status("in trouble: \(error)"))
        }
        do { try await Task.sleep(for: interval) } catch { return }
      }
    }
  }
}
