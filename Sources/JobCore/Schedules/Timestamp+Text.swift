// Moments as text for those outside: callbacks, worker processes and sentences.

import CivilCalendar

extension Timestamp {
  /// RFC 3339 in UTC with microseconds.
  var rfc3339: String { RFC3339.text(micros: micros) }

  /// A time as RFC 3339 has it; `nil` for anything else.
  init?(rfc3339 text: String) {
    guard let micros = RFC3339.micros(text) else { return nil }
    self.init(micros: micros)
  }
}
