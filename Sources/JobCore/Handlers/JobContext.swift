// What a handler knows about the job it works on, and what it can say and ask while it does.

public import Logging

/// The job a handler works on.
public struct JobContext: Sendable {
  /// The job's id.
  public let id: JobID
  /// Its name; `job-<id>` if it was given none.
  public let name: String
  /// Its queue.
  public let queue: String
  /// Counts from 1.
  public let attempt: Int
  /// Attempts in all that its retry rule allows.
  public let maxAttempts: Int
  /// Starts of the job so far that did not count as attempts: snoozes, and what a stop of the queue interrupted.
  public let snoozes: Int
  /// The time limit of this attempt; `nil` is none.
  public let timeout: Duration?
  /// When this attempt will be told to stop, by its limit or the job's deadline; `nil` is never.
  public let deadline: Timestamp?
  /// The job's tags.
  public let tags: [String: String]
  /// The payload as JSON text; `nil` if none was given.
  public let payload: String?
  /// The jobs this one followed, in the order of `after`.
  public let parents: [JobParent]
  /// The batches it followed, in the order of `after`. A handler in a worker process is told of the first
  /// `Limits.parentVariablesMax`.
  public let batches: [ParentBatch]
  /// The bytes an earlier attempt kept last.
  public let lastCheckpoint: [UInt8]?
  /// Says which job, attempt, handler and queue a message is of; the keys are in `LogKeys`.
  public let logger: Logger
  let followUps: FollowUpBasket
  let checkpoints: CheckpointKeeper
  private let link: AttemptLink

  init(_ facts: AttemptFacts, followUps: FollowUpBasket, link: AttemptLink) {
    id = facts.id
    name = facts.name
    queue = facts.queue
    attempt = facts.attempt
    maxAttempts = facts.maxAttempts
    snoozes = facts.snoozes
    timeout = facts.timeoutMicros.map { .micros($0) }
    deadline = facts.deadline
    tags = facts.tags
    payload = facts.payload
    parents = facts.parents
    batches = facts.batches
    lastCheckpoint = facts.checkpoint
    var logger = link.logger
    logger[metadataKey: LogKeys.jobID] = "\(facts.id)"
    logger[metadataKey: LogKeys.jobAttempt] = "\(facts.attempt)"
    logger[metadataKey: LogKeys.queue] = "\(facts.queue)"
    logger[metadataKey: LogKeys.handler] = "\(facts.handler)"
    self.logger = logger
    self.followUps = followUps
    checkpoints = CheckpointKeeper(link.checkpoint)
    self.link = link
  }

  /// Where it runs: `async`, `process`, or the name of a pool of threads, on which it may block.
  public var executor: String { link.executor }

  /// Why this attempt is to end; `nil` while it is not. The handler's task is cancelled as well.
  public var cancellationCause: CancellationCause? { link.cause() }

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

  /// Adds a follow-up that is a Swift value, with its handler's defaults; `change` says more about it.
  public func followUp(
    _ job: some NamedJob, on condition: EndCondition = .success, _ change: (inout NewJob) -> Void = { _ in }
  ) throws(SubmitError) {
    var new = try followUps.registry.submission(of: job)
    change(&new)
    try followUps.add(FollowUp(on: condition, new))
  }

  /// The context of the task that runs a handler; `nil` outside of one.
  @TaskLocal public static var current: JobContext?

  /// Appends a value to the result; what is wrong, if it could not.
  func yield(_ value: [UInt8]) async -> JobFailure? { await link.yield(value) }

  /// Keeps a checked report.
  func report(_ progress: Progress) { link.progress(progress) }

  /// The clock of its queue.
  func now() -> Timestamp { link.now() }
}
