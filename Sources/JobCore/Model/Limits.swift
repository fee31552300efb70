// Every bound of the engine, in one place. Each is checked where its comment says, once.
// The bounds of the HTTP front are with its configuration, in HTTPLimits.

/// The bounds of the engine.
public enum Limits {
  // Submissions; checked by NewJob+Validation.
  public static let nameBytesMax = 200
  public static let queueNameBytesMax = 64
  public static let priorityRange = -1000...1000
  public static let argvCountMax = 4_096
  /// Linux refuses a single argument over 128 KiB (MAX_ARG_STRLEN).
  public static let argumentBytesMax = 131_071
  public static let commandBytesMax = 1_048_576
  public static let environmentCountMax = 1_024
  public static let environmentBytesMax = 131_071
  public static let payloadBytesMax = 1_048_576
  public static let stdinBytesMax = 16_777_216
  public static let tagCountMax = 32
  public static let tagKeyBytesMax = 64
  public static let tagValueBytesMax = 256
  public static let retryAttemptsMax = 1_000
  public static let retryConditionsMax = 64
  /// Ten years: longer is a mistake in the unit.
  public static let durationMicrosMax: Int64 = 315_360_000_000_000
  public static let logLimitBytesRange: ClosedRange<Int64> = 4_096...1_099_511_627_776
  public static let reasonBytesMax = 1_000
  /// Bytes of a unique or limit key.
  public static let keyBytesMax = 200
  /// With a follow-up's own, one more for the job it is submitted with.
  public static let parentsMax = 10_000
  /// Parents a child process is told of in its environment, which has a bound of its own: execve(2).
  public static let parentVariablesMax = 100
  /// Members of batches that a follow-up is told of, those of all its batches together.
  public static let batchMembersShownMax = 100_000
  /// Outputs of members that are handlers which are written to files for a follow-up, and the bytes of all of them.
  public static let batchOutputsMax = 10_000
  public static let batchOutputBytesMax = 67_108_864
  /// Follow-ups that come with one request, at all depths together.
  public static let thenJobsMax = 10_000
  public static let thenDepthMax = 64
  /// Jobs looked at on the way up from a new parent, to find out whether it waits for its own child.
  public static let cycleSearchMax = 100_000
  /// Parents and follow-ups named by one job, and so by each of a list.
  public static let childrenShownMax = 1_000
  /// Redirects an http job may follow.
  public static let redirectsMax = 10
  // Remote claims; checked by JobQueue+Claims.
  /// Jobs in one claim.
  public static let claimMax = 100
  /// Handlers, and queues, that one claim may name.
  public static let claimFiltersMax = 100
  /// Claims that may wait at once.
  public static let claimWaitersMax = 20_000
  /// How long a lease may be.
  public static let leaseMicrosRange: ClosedRange<Int64> = 1_000_000...43_200_000_000
  /// The lease of a claim that does not say.
  public static let leaseMicrosDefault: Int64 = 60_000_000
  /// What the daemon waits beyond a lease, for an answer that was on its way.
  public static let leaseMarginMicros: Int64 = 2_000_000
  /// After a start every lease has at least this long.
  public static let leaseAfterStartMicros: Int64 = 30_000_000
  /// Claims renewed by one request.
  public static let heartbeatsMax = 1_000
  /// Attempts ended by one request.
  public static let remoteEndsMax = 10_000
  /// Bytes of a remote worker's name.
  public static let workerNameBytesMax = 200
  /// Payloads and checkpoints in one answer to a claim; the job with which it is passed is still in it.
  public static let claimAnswerBytesMax = 4 << 20
  /// Remote workers that are remembered, the latest.
  public static let remoteWorkersMax = 10_000
  /// Remote workers in one answer.
  public static let remoteWorkersShownMax = 1_000
  /// Jobs of each.
  public static let workerJobsShownMax = 100
  /// Words that name an executor or a pool.
  public static let executorNameBytesMax = 64
  /// Bytes of the note of a progress report.
  public static let progressNoteBytesMax = 200
  /// Reports of one job that reach the store in a second; the last one always does.
  public static let progressMicrosMin: Int64 = 100_000
  /// Bytes an attempt may keep for the next one.
  public static let checkpointBytesMax = 1_048_576
  /// Attempts given back that a job's history shows; older ones are removed.
  public static let givenBackShownMax = 20
  public static let callbacksMax = 16
  public static let callbackURLBytesMax = 2_048
  /// How long a call of a URL may take, and a command of a callback.
  public static let callbackTimeoutMicros: Int64 = 15_000_000
  public static let callbackCommandMicros: Int64 = 60_000_000
  /// Jobs whose callbacks are called at once, and due callbacks looked at for that.
  public static let callbackJobsMax = 16
  public static let callbackDueMax = 1_000
  /// Before a callback is called again whose call could not be recorded.
  public static let callbackUnrecordedMicros: Int64 = 10_000_000

  // Requests; checked by JobQueue.
  public static let batchJobsMax = 10_000
  public static let pageSizeMax = 1_000
  public static let pageSizeDefault = 100
  public static let waitIDsMax = 100_000
  public static let waitMicrosMax: Int64 = 600_000_000
  public static let bulkIDsMax = 100_000
  public static let idempotencyKeyBytesMax = 255
  /// Bytes that a front end may put before a key to say whose it is.
  public static let idempotencyOwnerBytesMax = 128
  public static let idempotencyKeepMicros: Int64 = 86_400_000_000
  /// When a finished job that is still needed is looked at again.
  public static let pruneAgainMicros: Int64 = 3_600_000_000
  public static let queueCountMax = 1_000
  /// Unfinished jobs may have this many different limit keys.
  public static let limitKeysMax = 100_000
  public static let maxQueuedRange = 1...1_000_000_000
  public static let rateCountRange = 1...1_000_000
  public static let scheduleCountMax = 10_000
  /// Schedules that fire in one transaction.
  public static let scheduleFireBatchMax = 100
  /// Unfinished jobs of one schedule that a new firing cancels or waits for.
  public static let scheduleOverlapMax = 1_000
  public static let cronBytesMax = 1_000
  public static let scheduleEveryMicrosMin: Int64 = 1_000_000
  public static let scheduleJitterMicrosMax: Int64 = 86_400_000_000
  public static let scheduleCatchUpMax = 1_000
  public static let previewCountMax = 1_000
  /// Queued jobs counted to say which place one has.
  public static let positionMax = 10_000
  /// Parents named by an answer to why.
  public static let blockersShownMax = 100
  public static let batchResultsPageMax = 1_000
  /// Bytes of one result within a page of a batch's results.
  public static let batchResultBytesMax = 65_536
  public static let slotsMax = 10_000
  public static let resultBytesMax: Int64 = 1_048_576
  public static let errorMessageBytesMax = 4_096
  public static let errorCodeBytesMax = 100
  /// How long a signal waits for the process of an attempt that has just been claimed.
  public static let signalWaitMicros: Int64 = 2_000_000

  // Threads and tasks for handlers; checked by PoolSettings and InProcessExecutor.
  /// Threads of one pool.
  public static let poolThreadsMax = 512
  public static let poolCountMax = 64

  // Metrics; checked by JobMetrics and GaugeLoop.
  /// Queues that have numbers of their own.
  public static let metricsQueuesMax = 100
  /// Jobs whose waiting or running is timed at once.
  public static let metricsJobsMax = 10_000
  /// Between two looks at what gauges show.
  public static let gaugeMicros: Int64 = 1_000_000

  /// A handler that is told to stop has at least this long before it is taken for stuck.
  public static let stuckMicrosMin: Int64 = 1_000_000

  // Worker processes; checked by WorkerSettings and WorkerPool.
  public static let workerHandlersMax = 200
  /// Processes of one handler.
  public static let workerProcessesMax = 512
  public static let workerConcurrencyMax = 1_000
  public static let workerJobsRange = 1...1_000_000_000
  public static let workerIdleMicrosRange: ClosedRange<Int64> = 1_000_000...31_536_000_000_000
  public static let workerIdleMicrosDefault: Int64 = 300_000_000
  public static let workerRSSBytesRange: ClosedRange<Int64> = 1_048_576...17_592_186_044_416
  public static let workerStartupMicrosRange: ClosedRange<Int64> = 100_000...3_600_000_000
  public static let workerStartupMicrosDefault: Int64 = 30_000_000
  /// A message from a worker: room for a result of 1 MiB, or a checkpoint of 1 MiB in base64.
  public static let workerLineBytesMax = 1_572_864
  /// A message to a worker: a payload, a checkpoint and what it followed, with room to spare.
  public static let workerOrderBytesMax = 268_435_456
  /// One line that a handler's logger writes in a worker process.
  public static let workerLogLineBytesMax = 65_536
  /// What handlers in a worker process have to end in, once their queue is gone.
  public static let workerOrphanMicros: Int64 = 1_000_000
  /// Nesting of JSON that a worker sends; as deep as a submission may be.
  public static let jsonDepthMax = 256
  /// The end of a worker's standard error that is kept to explain what became of it.
  public static let workerTailBytesMax = 4_096
  /// What waits to be written, stored or parsed for one attempt; beyond it its worker is not read from.
  public static let workerBacklogBytesMax = 262_144
  /// The follow-ups of one attempt, as text.
  public static let followUpBytesMax = 16_777_216
  /// What an attempt may go on to deliver after it has failed; one that goes on beyond it gets no grace.
  public static let workerDroppedBytesMax = 1_048_576
  /// A worker that was idle for this long is asked whether it is alive before it gets a job, and has this long to say so.
  public static let workerPingMicros: Int64 = 10_000_000
  /// From a worker's closing of its channel to its end.
  public static let workerClosedMicros: Int64 = 1_000_000
  /// From TERM to KILL, and from `stop` to TERM at most.
  public static let workerKillMicros: Int64 = 5_000_000
  public static let workerStopMicros: Int64 = 5_000_000
  /// From when an idle worker is no longer counted on to its `stop`: for jobs that were claimed before.
  public static let workerLeaveMicros: Int64 = 1_000_000
  /// The pause after a failed start, and what it is doubled up to.
  public static let workerPauseMicros: Int64 = 1_000_000
  public static let workerPauseMicrosMax: Int64 = 60_000_000
  /// Attempts that have ended and whose late reports are ignored, for each worker.
  public static let workerEndedFencesMax = 64

  // The store; checked by StoreWriter and SQLiteStore.
  /// Operations in one transaction: bounds how long the first one waits for the last.
  public static let groupCommitOperationsMax = 512
  public static let mailboxOperationsMax = 65_536
  public static let promoteBatchMax = 1_000
  /// Members of a batch that are cancelled in one transaction.
  public static let batchCancelChunk = 500
  /// Batches whose counts the writer remembers.
  public static let batchMemoryMax = 10_000
  public static let readerCountDefault = 2
  /// From this many jobs on, two readers share the work.
  static let readTogetherMin = 1_000
  /// Pages of write-ahead log (4 KiB each) after which the writer checkpoints.
  public static let checkpointPages = 8_192

  // Defaults a submission may override.
  public static let graceMicrosDefault: Int64 = 10_000_000
  public static let logLimitBytesDefault: Int64 = 16_777_216
  public static let keepForMicrosDefault: Int64 = 604_800_000_000

  // Requests that jobd makes (Outbound); the fields are checked by FieldChecks+HTTP, the rest where it is used.
  /// Bytes of an http job's URL.
  public static let httpURLBytesMax = 8_192
  public static let httpMethodBytesMax = 32
  /// Header fields of an http job.
  public static let httpHeadersMax = 100
  /// Of one header field, name and value together.
  public static let httpHeaderBytesMax = 8_192
  public static let httpStatusRangesMax = 50
  /// For jobs that do not say.
  public static let httpTimeoutMicrosDefault: Int64 = 300_000_000
  /// To a connection, TLS included.
  public static let httpConnectMicros: Int64 = 10_000_000
  /// A connection that is not used is closed after this time; many servers close theirs after five seconds.
  public static let httpIdleMicros: Int64 = 4_000_000
  /// Of what is kept of an answer's head.
  public static let httpAnswerHeadersMax = 100
  public static let httpAnswerHeadBytesMax = 32_768
  /// Bytes of an answer's body that are read and dropped to keep a connection, and quoted in an error.
  public static let httpDrainBytesMax = 65_536
  public static let httpExcerptBytesMax = 300
  /// How long a host may ask to be left alone.
  public static let httpHoldMicrosRange: ClosedRange<Int64> = 1_000_000...3_600_000_000
  /// Times a job is given back because its host asked for it.
  public static let httpHoldsMax = 100
  /// Hosts whose holds are remembered.
  public static let hostHoldsMax = 10_000
  /// Requests at once from which on a host that was held counts as recovered.
  public static let hostRampMax = 64
  /// Threads that look names up, names that wait for one, and how long answers are kept, and how many.
  public static let lookupThreadsMax = 8
  public static let lookupsWaitingMax = 1_000
  public static let lookupKeptMicros: Int64 = 30_000_000
  public static let lookupsKeptMax = 1_000
  /// A pattern's text, its groups in one another, its steps with all counts written out, and the beginning of a text
  /// in which it is looked for.
  public static let patternBytesMax = 1_000
  /// How deep a pattern may be nested.
  public static let patternDepthMax = 50
  public static let patternStepsMax = 1_000
  public static let patternTextBytesMax = 65_536
  /// Moves of a search before others get their turn.
  public static let patternMovesMax = 100_000
}
