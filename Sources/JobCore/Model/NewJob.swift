// A job as someone wants it, before it has an id. `NewJob+Validation` says whether it may be stored.

/// A submission.
///
/// Durations are microseconds. `JobQueue.submit` validates it; nothing is stored unless all of it is valid.
public struct NewJob: Hashable, Codable, Sendable {
  /// What is to be done.
  public var work: Work
  /// Who carries it out: `async`, `thread`, `process`, `remote` or a pool's name; `nil` is the handler's own. Handlers
  /// only.
  public var executor: String?
  /// `nil` is named `job-<id>`. Names need not be unique.
  public var name: String?
  /// The queue it waits in.
  public var queue = defaultQueue
  /// −1000…1000, higher first; then the one that became ready first, then the lower id.
  public var priority = 0
  /// When it may start.
  public var start = StartRule.now
  /// Created, and not released until `release`.
  public var holds = false
  /// Limit per attempt from its start; 0 or less ends the job as timed out without starting it. `nil` is none.
  public var timeoutMicros: Int64?
  /// From TERM to KILL; `nil` is the daemon's default.
  public var graceMicros: Int64?
  /// Not started by then: failed (expired); running then: stopped like a timeout.
  public var deadline: Timestamp?
  /// Whether and when it is tried again.
  public var retry = RetryRule()
  /// A started attempt absorbs cancel.
  public var isShielded = false
  /// Words to find it by.
  public var tags: [String: String] = [:]
  /// Slots it takes while it runs, 1…`Limits.slotsMax`; never more than there are.
  public var slotsNeeded = 1
  /// What it waits for; not released before all of them have ended as asked.
  public var after: [Dependency] = []
  /// Follow-ups stored with it, in the same transaction.
  public var then: [FollowUp] = []
  /// A key that no other unfinished job may have.
  public var unique: UniqueRule?
  /// A key of which only so many may run at once.
  public var limit: LimitRule?
  /// The open batch it joins.
  public var batch: BatchID?
  /// Who is told about its end.
  public var callbacks: [Callback] = []
  /// How its process is started; commands only.
  public var process = ProcessOptions()
  /// Kept this long after the end; `nil` is the daemon's default.
  public var keepForMicros: Int64?
  /// The user as whom its command runs: a name of `JobQueueConfig.runAsUsers`. `nil` is as its queue says, else as the
  /// process itself. Only commands can run as another user.
  public var runAs: String?
  /// Who submitted it, as the front end knows them: `uid:1000`, a token's name.
  public var submittedBy: String?
  /// With whose rights that was, if it was a job with its own token, or the end of one: those of its submitter, and so on
  /// up the line. `nil` if they were the submitter's own.
  package var grantedBy: String?
  /// What its submitter is limited to; `nil` is nothing. It holds for what the job does with its own token, for the job
  /// that has its unique key, and for what it is given of its parents. Follow-ups that it makes itself take it over.
  public var limits: RealmLimits?
  /// What of it cannot be read where it is stored; such a job is not carried out. `nil` of every submission.
  package var fault: SpecFault?

  /// The queue that is always there.
  package static let defaultQueue = "default"

  /// Who answers for it: if they may submit nothing any more, neither may what was submitted with their rights.
  package var submitter: String? { grantedBy ?? submittedBy }

  /// A submission of this work, with the defaults.
  public init(_ work: Work) {
    self.work = work
  }
}
