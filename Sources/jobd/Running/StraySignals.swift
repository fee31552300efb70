// Signals that mean nothing to jobd and whose default action would end it without a word.

import Glibc

/// The signals that are ignored.
enum StraySignals {
  /// SIGXFSZ too: a file that may not grow is an error of the write (EFBIG), as a full disk is.
  static let numbers: [Int32] = [
    SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGXCPU, SIGXFSZ, SIGPIPE,
  ]

  /// Children do not inherit it: whoever starts them sets the dispositions that a process is born with.
  static func ignore() {
    for number in numbers { signal(number, SIG_IGN) }
  }
}
