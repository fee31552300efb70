// SIGQUIT: a person who has lost patience wants to know what the daemon is doing. It says what runs, and then dies of the
// signal as any program does.

import Foundation
import Glibc

/// Where the handler of SIGQUIT writes to. Safe: set once, before there is a handler, and only read afterwards.
private nonisolated(unsafe) var quitDescriptor: Int32 = -1

/// The report before the end by SIGQUIT.
///
/// A thread of its own makes it and needs no other thread, so it comes even if everything else stands still.
/// A second SIGQUIT kills at once.
enum QuitSignal {
  /// How long standard error may take to take the report.
  private static let reportMillis: Int32 = 1_000

  /// From now on SIGQUIT writes `report`, which must not wait for anybody, and ends the process.
  static func trap(_ report: @escaping @Sendable () -> [String]) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    quitDescriptor = ends[1]
    let reading = ends[0]
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while read(reading, &byte, 1) != 1 {}
      StandardStream.error.writeIfTaken(report(), within: reportMillis)
      die()
    }
    var action = sigaction()
    // Only what may be done in a signal handler: one write. errno is that of whoever was interrupted.
    action.__sigaction_handler.sa_handler = { _ in
      let saved = errno
      var byte: UInt8 = 1
      _ = write(quitDescriptor, &byte, 1)
      errno = saved
    }
    action.sa_flags = SA_RESTART | Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(SIGQUIT, &action, nil)
  }

  /// By the signal itself, with its default action, whatever this thread has blocked.
  private static func die() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGQUIT)
    signal(SIGQUIT, SIG_DFL)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(SIGQUIT)
  }
}
