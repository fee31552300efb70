// In which order lists show jobs, inside ListRequest.

/// The order of a list of jobs.
public enum WireJobOrder: String, Sendable, CaseIterable {
  case newest
  case oldest
  case priority
  /// Jobs that have ended, the latest end first.
  case finished
}
