// A log that a test can read.

package import Logging

/// A message as it was logged.
package struct NotedLine: Sendable {
  package let level: Logger.Level
  package let message: String
  package let metadata: Logger.Metadata
}

/// Keeps all messages.
package struct NotingLogHandler: LogHandler {
  package let lines: Noted<[NotedLine]>
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  package var logLevel = Logger.Level.trace

  package init(lines: Noted<[NotedLine]>) {
    self.lines = lines
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    lines.change { $0.append(NotedLine(level: event.level, message: "\(event.message)", metadata: all)) }
  }
}

extension Logger {
  /// A logger that says nothing.
  package static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}
