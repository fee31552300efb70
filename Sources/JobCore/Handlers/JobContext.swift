// What a handler knows about the job it works on.

/// The job a handler works on.
public struct JobContext: Sendable {
  public let id: JobID
  public let name: String
  public let queue: String
  /// Counts from 1.
  public let attempt: Int
  public let maxAttempts: Int
  public let tags: [String: String]
  /// The payload as JSON text; `nil` if none was given.
  public let payload: String?

  init(_ job: ClaimedJob, payload: String?) {
    id = job.id
    name = job.name
    queue = job.spec.queue
    attempt = job.attempt
    maxAttempts = job.maxAttempts
    tags = job.spec.tags
    self.payload = payload
  }

  /// The context of the task that runs a handler; `nil` outside of one.
  @TaskLocal public static var current: JobContext?
}
