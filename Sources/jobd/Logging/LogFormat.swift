// The two shapes of a log message.

/// How messages are written to standard error.
enum LogFormat: String, CaseIterable, Sendable {
  case text
  case json
}
