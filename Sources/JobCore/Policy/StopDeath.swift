// Whether a process died of the stop that it was asked for, or of something else on its way out. Pure.

import Glibc

/// The deaths that a stop by jobd causes: by TERM, or by KILL after the grace.
///
/// Every other death, such as a crash (SEGV, ABRT), is an error of the process itself and no cancellation, just like an
/// exception that a cancelled task raises while it cleans up.
enum StopDeath {
  static func isOurs(signal: Int32) -> Bool {
    signal == SIGTERM || signal == SIGKILL
  }

  /// Shells and runtimes that catch TERM to clean up report it as 128 + signal.
  static func isOurs(exitCode: Int32) -> Bool {
    isOurs(signal: exitCode - 128)
  }
}
