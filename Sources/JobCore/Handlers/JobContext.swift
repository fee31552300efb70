// What a handler knows about the job it works on, and the follow-ups it wants.

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
  /// The jobs this one followed, in the order of `after`.
  public let parents: [JobParent]
  let followUps: FollowUpBasket

  init(_ job: ClaimedJob, payload: String?, parents reader: ParentReader, registry: HandlerRegistry) {
    id = job.id
    name = job.name
    queue = job.spec.queue
    attempt = job.attempt
    maxAttempts = job.maxAttempts
    tags = job.spec.tags
    self.payload = payload
    parents = job.parents.map { JobParent($0, reader) }
    followUps = FollowUpBasket(job.id, registry: registry)
  }

  /// Adds a follow-up of this job. It is stored in the transaction that ends the job, and only then: an attempt that
  /// is retried or given back takes its follow-ups with it.
  ///
  /// What the queue has against it at that moment (a unique key that is taken, a queue that is full, a batch that is
  /// closed) is logged and leaves it out; the end of the job stands, and so do the other follow-ups.
  ///
  /// - Errors: `.invalid` with every fault, `.tooMany`; the follow-up is not added, and the job goes on.
  public func followUp(_ job: NewJob, on condition: EndCondition = .any) throws(SubmitError) {
    try followUps.add(FollowUp(on: condition, job))
  }

  /// The context of the task that runs a handler; `nil` outside of one.
  @TaskLocal public static var current: JobContext?
}
