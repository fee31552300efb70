// What the engine needs to know to start. jobd fills it from flags, environment and file; an embedder directly.

/// The configuration of a `JobQueue`.
public struct JobQueueConfig: Sendable {
  /// Holds `jobd.sqlite` and `logs/`; created with mode 0700 if it is not there.
  public var dataDirectory: String
  /// Jobs that may run at once, in all queues together; 1…`Limits.slotsMax`.
  public var slots: Int
  /// When a submission counts as stored: once it is on the disk, or once the kernel has it.
  public var durability = Durability.full
  /// The default time from TERM to KILL, in microseconds.
  public var graceMicros = Limits.graceMicrosDefault
  /// The default of bytes kept per output stream.
  public var logLimitBytes = Limits.logLimitBytesDefault
  /// How long finished jobs are kept by default, in microseconds.
  public var keepForMicros = Limits.keepForMicrosDefault
  /// How long a stop lets running jobs go on before it cancels them, in microseconds.
  public var drainMicros: Int64 = 30_000_000
  /// Connections that read; the writer has its own.
  public var readerCount = Limits.readerCountDefault
  /// `JOBD_URL` in the environment of a child; `nil` leaves it out.
  public var advertisedURL: String?
  /// Queues that are to exist at start, by name. Settings that are given here replace those that the store remembers;
  /// the others stay as they were.
  public var queues: [String: QueueChange] = [:]
  /// Whom the end of every job is told to, whatever is set at run time; `nil` leaves that to `setDefaultCallbacks`.
  public var defaultCallbacks: [Callback]?
  /// Pools of threads for handlers that block, by name, beside the pool `thread` that is always there.
  public var pools: [String: PoolSettings] = [:]
  /// Handlers whose jobs run in worker processes, by name.
  public var workers: [String: WorkerSettings] = [:]
  /// Reads the follow-ups that workers submit; without it they are refused.
  public var submissionParser: SubmissionParser?
  /// How patient the daemon is with workers; tests are less patient.
  var workerPace = WorkerPace()
  /// Soft limit of open files that children get; `nil` leaves the daemon's.
  public var childOpenFilesLimit: UInt64?
  /// The mask of new files that children get unless their submission names one; `nil` leaves the daemon's.
  public var childUmask: Int?
  /// Jobs and batches whose callbacks are called at once; at least 1.
  package var callbackCallsMax = Limits.callbackCallsMax
  /// Children get a token of their own (`JOBD_TOKEN_FILE`); worth its file only where somebody asks for tokens.
  public var jobTokens = false
  /// What somebody who submitted something may do by now, by the name that stands in `NewJob.submittedBy`: asked before a
  /// schedule submits its job, and of the rights of running jobs. Called in transactions; nobody's change by default.
  package var standing: @Sendable (String) -> SubmitterStanding = { _ in .unchanged }
  /// Transactions that take longer than this are logged, in microseconds; `nil` is off.
  public var slowStepMicros: Int64?

  /// The defaults, for this directory and so many slots.
  public init(dataDirectory: String, slots: Int) {
    self.dataDirectory = dataDirectory
    self.slots = slots
  }

  /// The users as whom commands may run, by their names; only where the process is root's. Root is never among them.
  public var runAsUsers: [String] = []
  /// `JOBD_URL` of jobs that run as another user: an address that takes tokens; `nil` leaves it out.
  public var advertisedTokenURL: String?

  var childDefaults: ChildDefaults { ChildDefaults(umask: childUmask, openFilesLimit: childOpenFilesLimit) }

  /// With worker processes of this very program for the handlers that are to run in some.
  func adding(reexecuted handlers: [String]) -> JobQueueConfig {
    var config = self
    for handler in handlers where config.workers[handler] == nil {
      config.workers[handler] = WorkerSettings(.reexec)
    }
    return config
  }
}

extension HandlerRegistry {
  /// What a queue of this configuration can carry out, and what it has nobody for.
  func completed(by config: JobQueueConfig, lacking parts: Set<OutwardPart>) -> HandlerRegistry {
    adding(outside: Set(config.workers.keys)).adding(pools: Set(config.pools.keys)).lacking(parts)
  }
}
