// A job as every response shows it. Fields may be added, never renamed or removed; golden files pin it.

/// A job, as the daemon reports it.
public struct JobView: Sendable, Equatable {
  public var id: Int64
  /// Grows with each change of the job, over restarts too: of two views the one with the higher number is newer; 0 if
  /// the daemon does not say it.
  public var rev: Int
  public var name: String
  /// `exec`, `shell`, `http` or `handler`.
  public var kind: String
  /// What it runs, in one line of at most 200 characters without secrets; nil if it runs nothing.
  public var command: String?
  public var queue: String
  public var priority: Int
  public var state: WireJobState
  /// Why it failed, was cancelled, or is waiting to retry.
  public var reason: String?
  /// Whether the job has ended.
  public var done: Bool
  /// Whether its limit or deadline was reached, whatever came of it.
  public var timedOut: Bool
  /// The number of the latest attempt; 0 before the first.
  public var attempt: Int
  public var maxAttempts: Int
  public var createdAt: WireTime
  public var runAt: WireTime?
  public var startedAt: WireTime?
  public var finishedAt: WireTime?
  /// Since when it is in its state.
  public var stateSince: WireTime?
  public var duration: WireDuration?
  /// How long it stood in line before its latest attempt, in milliseconds; nil if it has not started since it waits. Not
  /// in events.
  public var waitMillis: Int64?
  public var pid: Int?
  public var exitCode: Int?
  /// The number of the signal that ended the process.
  public var signal: Int?
  public var error: JobErrorView?
  /// Whether it stands still, or is held, because it was paused.
  public var paused: Bool = false
  public var cancelRequested: Bool
  public var shielded: Bool
  public var progress: ProgressView?
  public var tags: [String: String]
  public var batch: Int64?
  public var schedule: String?
  public var parents: [ParentView]
  /// Its follow-ups, the first thousand of them.
  public var children: [Int64]
  public var retryOf: Int64?
  public var submittedBy: String?
  public var hasResult: Bool
  public var log: LogView
  /// The user as whom its command runs, if not as the daemon's; only with `view=full`.
  public var runAs: String?
  /// The submission with secrets masked; only with `view=full`.
  public var spec: JSONValue?
  /// Every attempt so far; only with `view=full`.
  public var attempts: [AttemptView]?
  /// Who is told about its end, in order; only with `view=full`.
  public var callbacks: [CallbackView]?
  /// The head of the last answer an http job got; only with `view=full`.
  public var http: HTTPAnswerView?

  public init(
    id: Int64, name: String, kind: String, queue: String, priority: Int, state: WireJobState, reason: String? = nil,
    attempt: Int, maxAttempts: Int, createdAt: WireTime, runAt: WireTime? = nil, startedAt: WireTime? = nil,
    finishedAt: WireTime? = nil, duration: WireDuration? = nil, pid: Int? = nil, exitCode: Int? = nil,
    signal: Int? = nil, error: JobErrorView? = nil, cancelRequested: Bool = false, shielded: Bool = false,
    progress: ProgressView? = nil, tags: [String: String] = [:], batch: Int64? = nil, schedule: String? = nil,
    parents: [ParentView] = [], children: [Int64] = [], retryOf: Int64? = nil, submittedBy: String? = nil,
    hasResult: Bool = false, log: LogView = LogView(), spec: JSONValue? = nil, attempts: [AttemptView]? = nil,
    callbacks: [CallbackView]? = nil, http: HTTPAnswerView? = nil, timedOut: Bool = false,
    rev: Int = 0, stateSince: WireTime? = nil, runAs: String? = nil
  ) {
    self.id = id
    self.rev = rev
    self.name = name
    self.kind = kind
    self.queue = queue
    self.priority = priority
    self.state = state
    self.reason = reason
    done = state.isTerminal
    self.timedOut = timedOut
    self.attempt = attempt
    self.maxAttempts = maxAttempts
    self.createdAt = createdAt
    self.runAt = runAt
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.stateSince = stateSince
    self.duration = duration
    self.pid = pid
    self.exitCode = exitCode
    self.signal = signal
    self.error = error
    self.cancelRequested = cancelRequested
    self.shielded = shielded
    self.progress = progress
    self.tags = tags
    self.batch = batch
    self.schedule = schedule
    self.parents = parents
    self.children = children
    self.retryOf = retryOf
    self.submittedBy = submittedBy
    self.hasResult = hasResult
    self.log = log
    self.runAs = runAs
    self.spec = spec
    self.attempts = attempts
    self.callbacks = callbacks
    self.http = http
  }

  /// `duration` as a number.
  public var durationMillis: Int64? { duration.map { $0.micros / 1_000 } }
}
