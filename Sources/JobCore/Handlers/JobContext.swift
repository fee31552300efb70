// What a handler knows about the job it works on, and what it may ask for.

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
  /// The jobs it is a follow-up of, in the order given; batches are not among them.
  public let parents: [JobParent]
  let followUps: FollowUpBox

  init(_ job: ClaimedJob, payload: String?, parents: [JobParent], followUps: FollowUpBox) {
    id = job.id
    name = job.name
    queue = job.spec.queue
    attempt = job.attempt
    maxAttempts = job.maxAttempts
    tags = job.spec.tags
    self.payload = payload
    self.parents = parents
    self.followUps = followUps
  }

  /// Submits a follow-up of this job. It is stored in the transaction that ends the job, and so is there if and only
  /// if the job has ended; a retry forgets it. One that cannot be stored then, because its unique key is taken or its
  /// queue is full, is left out and logged.
  ///
  /// - Errors: `.invalid` with every fault; nothing is submitted.
  public func followUp(_ job: NewJob, on condition: EndCondition = .any) throws(SubmitError) {
    try job.validate()
    try followUps.add(FollowUp(on: condition, job))
  }

  /// The context of the task that runs a handler; `nil` outside of one.
  @TaskLocal public static var current: JobContext?
}
