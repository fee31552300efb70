// What a schedule does about due times the daemon was not there for, inside ScheduleRequest.

/// What happens to firings that came due while the daemon was not running.
public enum CatchUpRule: String, Sendable, CaseIterable {
  case none
  /// One firing, for the latest of them.
  case one
  /// One for each of them, within a bound.
  case all
}

extension CatchUpRule: WireEncodable {
  package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}
