// What those who follow along are shown of a job beside its row.

/// A start of a job.
struct JobStart: Hashable, Sendable {
  let job: JobID
  let start: Int
}

/// What was submitted of a job, as far as tables show it.
struct EventLabels: Equatable, Sendable {
  var name: String?
  var tags: [String: String]
  /// What it runs, in one line without secrets; `nil` if it runs nothing.
  var command: String?
  /// The name of the schedule that submitted it.
  var schedule: String?
  /// The queue that it was in when this was read.
  var queue: String?
}

/// What an attempt has left.
struct EventAttempt: Equatable, Sendable {
  var exit = AttemptExit()
  var progress: Progress?
}

/// A store whose changes can be followed.
protocol FollowedStore: Sendable {
  var events: any EventStore { get }
}

/// What is read for those who follow along, in sets.
protocol EventStore: Sendable {
  /// Of those that are there.
  func labels(of ids: [JobID]) async throws(StoreError) -> [JobID: EventLabels]
  /// Of each of these; of one that has left nothing, that.
  func attempts(_ starts: [JobStart]) async throws(StoreError) -> [JobStart: EventAttempt]
}
