// A program that somebody has open for writing cannot be executed (ETXTBSY). As a rule the writer is done already, and
// what is open is a copy of its descriptor in a child that it has just forked and that has not executed anything yet.

import Glibc

/// How often, and how long apart, such a program is tried.
enum BusyProgram {
  static func isReason(of fault: StartFault) -> Bool {
    fault.step == .execute && fault.number == ETXTBSY
  }

  /// Waits a while after try number `tries`; false when it was the last one.
  static func pause(after tries: Int) async -> Bool {
    guard tries <= Limits.busyProgramPausesMillis.count else { return false }
    // Nobody cancels the task that starts a child: `ChildRun` leaves it behind.
    try? await Task.sleep(for: .milliseconds(Limits.busyProgramPausesMillis[tries - 1]))
    return true
  }
}
