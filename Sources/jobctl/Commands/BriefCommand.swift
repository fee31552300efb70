// Commands that are over in a moment. Much of what the shortest of them take is the start of threads, and the passing of
// one request from thread to thread.

import ArgumentParser

/// A command that asks the daemon, prints what it says and ends: one thread is enough for it, and the fastest.
///
/// Not for what waits or follows: such a command hears Ctrl-C while its reader takes nothing, which needs two threads.
protocol BriefCommand: AsyncParsableCommand {
  var isBrief: Bool { get }
}

extension BriefCommand {
  var isBrief: Bool { true }
}
