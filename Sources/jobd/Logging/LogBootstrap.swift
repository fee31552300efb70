// Sets up logging for the process: the only place that does. Libraries are handed a logger and know nothing of this.

import Foundation
import Glibc
import JobCore
import JobWire
import Logging

/// Where log messages go and how they look.
enum LogBootstrap {
  /// Makes the daemon's logger; every `Logger` made later writes the same way.
  static func start(level: Logger.Level, format: LogFormat, environment: [String: String]) -> Logger {
    // The journal stamps the time itself and reads the priority from a prefix (sd-daemon(3)).
    let isJournal = environment["JOURNAL_STREAM"] == standardErrorIdentity()
    LoggingSystem.bootstrap { label in
      LineLogHandler(label: label, level: level, format: format, isJournal: isJournal)
    }
    LogPump.standardError.describeDrops { count in
      let event = LogEvent(
        level: .warning, message: "messages were dropped, because standard error took nothing",
        metadata: [LogKeys.count: "\(count)"], source: "jobd", file: #fileID, function: #function, line: #line)
      let now = WireTime(micros: Int64(Date().timeIntervalSince1970 * 1_000_000))
      return LineLogHandler(label: "jobd", level: level, format: format, isJournal: isJournal).line(
        event: event, at: now)
    }
    return Logger(label: "jobd")
  }

  /// Standard error as the journal names it, `device:inode`: a variable inherited from elsewhere does not match.
  private static func standardErrorIdentity() -> String? {
    var status = stat()
    guard fstat(STDERR_FILENO, &status) == 0 else { return nil }
    return "\(status.st_dev):\(status.st_ino)"
  }
}
