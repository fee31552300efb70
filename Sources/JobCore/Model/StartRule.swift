// When a job may start, as its submitter or an edit says it, and which moment that is.

/// When a new job may start.
public enum StartRule: Hashable, Codable, Sendable {
  case now
  /// Microseconds after the commit's own clock reading; 0 or less means now.
  case after(micros: Int64)
  /// Not before; in the past means now.
  case at(Timestamp)

  /// The moment before which a job with this rule does not start; `nil` if it need not wait.
  func due(now: Timestamp) -> Timestamp? {
    switch self {
    case .now: nil
    case .after(let micros): micros <= 0 ? nil : now.advanced(byMicros: micros)
    case .at(let moment): moment <= now ? nil : moment
    }
  }
}
