// What a schedule does when the job of its last firing has not ended, inside ScheduleRequest.

/// What happens to a firing while the job of an earlier one has not ended.
public enum OverlapRule: String, Sendable, CaseIterable {
  /// It is left out.
  case skip
  /// Its job starts when the earlier one has ended.
  case queue
  /// The earlier job is cancelled; the new one starts when it has ended.
  case cancel
}

extension OverlapRule: WireEncodable {
  package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}
