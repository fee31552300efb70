// One log message, one line: as text for people and the journal, or as JSON for machines.

import Foundation
import JobWire
import Logging

/// Writes each message as one line to standard error, without waiting for its reader.
struct LineLogHandler: LogHandler {
  let label: String
  let format: LogFormat
  let isJournal: Bool
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?

  init(label: String, level: Logger.Level, format: LogFormat, isJournal: Bool) {
    self.label = label
    self.format = format
    self.isJournal = isJournal
    logLevel = level
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
    LogPump.standardError.write(line(event: event, at: WireTime(micros: now)))
  }

  /// The line for an event, without its newline.
  func line(event: LogEvent, at time: WireTime) -> String {
    var details = metadata
    if let provided = metadataProvider?.get() { details.merge(provided) { _, new in new } }
    if let given = event.metadata { details.merge(given) { _, new in new } }
    let sorted = details.map { ($0.key, "\($0.value)") }.sorted { $0.0 < $1.0 }
    switch format {
    case .text: return text(event, at: time, details: sorted)
    case .json: return json(event, at: time, details: sorted)
    }
  }

  private func text(_ event: LogEvent, at time: WireTime, details: [(key: String, value: String)]) -> String {
    let start = isJournal ? "<\(event.level.journalPriority)>" : "\(time) \(event.level.rawValue) \(label): "
    let pairs = details.map { " \($0.key)=\(Self.quoted($0.value))" }.joined()
    return start + Self.oneLine("\(event.message)") + pairs
  }

  private func json(_ event: LogEvent, at time: WireTime, details: [(key: String, value: String)]) -> String {
    var writer = JSONWriter(capacity: 256)
    writer.beginObject()
    writer.field("time", "\(time)")
    writer.field("level", event.level.rawValue)
    writer.field("logger", label)
    writer.field("message", "\(event.message)")
    // Details are nested, so that no key of theirs can shadow one of the four.
    if !details.isEmpty { writer.field("details", Dictionary(details) { _, new in new }) }
    writer.endObject()
    return writer.text
  }

  /// As it is when it is one plain word, else quoted, so that a line can be split again.
  private static func quoted(_ value: String) -> String {
    let isPlain =
      !value.isEmpty && !value.contains { $0.isWhitespace || $0 == "\"" || $0 == "=" }
      && !value.unicodeScalars.contains(where: isControl)
    return isPlain ? value : "\"\(oneLine(value).map { $0 == "\"" ? "\\\"" : String($0) }.joined())\""
  }

  /// Line ends and control characters made visible, also those of Unicode: one message is one line, and reads from left
  /// to right, whatever a job's name holds.
  private static func oneLine(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return text.unicodeScalars.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

extension Logger.Level {
  /// The level as syslog numbers it.
  fileprivate var journalPriority: Int {
    switch self {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
