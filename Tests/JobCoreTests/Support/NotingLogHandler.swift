// A log that a test can read.

import Logging

/// A message as it was logged.
struct NotedLine: Sendable {
  let level: Logger.Level
  let message: String
  let metadata: Logger.Metadata
}

/// Keeps all messages.
struct NotingLogHandler: LogHandler {
  let lines: Noted<[NotedLine]>
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel = Logger.Level.trace

  init(lines: Noted<[NotedLine]>) {
    self.lines = lines
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    lines.change { $0.append(NotedLine(level: event.level, message: "\(event.message)", metadata: all)) }
  }
}
