// What a request needs to be allowed, declared per route, and the scopes that grant it.

/// What a route demands of whoever asks.
enum Permission: Sendable, Equatable {
  /// Nothing: anybody who can connect.
  case open
  case needs(Scope)
}

/// A right a token carries. `admin` includes the others.
package enum Scope: String, Sendable, CaseIterable {
  /// See jobs, their logs and results, queues and figures; wait for jobs.
  case read
  /// Submit jobs, and control single jobs: edit, cancel, retry, release, run, signal.
  case submit
  /// Everything: queues, bulk verbs, deletion, drain and resume.
  case admin
}
