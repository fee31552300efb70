// The bounds inside the engine: nobody who asks something of it names them, and a change of one breaks no request.

extension Limits {
  /// Jobs on a page of a front end's list, for clients that do not say.
  package static let pageSizeDefault = 100
  /// Handlers that a configuration may give worker processes; checked by jobd.
  package static let workerHandlersMax = 200

  // What a follow-up is told of its parents; checked by ParentFiles.

  /// Members of batches that a follow-up is told of, those of all its batches together.
  static let batchMembersShownMax = 100_000
  /// Outputs of members that are handlers which are written to files for a follow-up.
  static let batchOutputsMax = 10_000
  /// The bytes of all of them.
  static let batchOutputBytesMax = 67_108_864

  // Files of attempts; checked in Logs and by FileTree.

  /// Logs that are watched after their attempts because a process goes on writing them.
  static let heldLogsMax = 1_000
  /// Starts whose files are removed in one step of the sweep at a start.
  static let sweepStartsMax = 256
  /// Rounds in which a tree of directories is removed: as many as it is deep, if nobody goes on making files in it.
  static let treeRoundsMax = 10_000

  // Progress, claims and callbacks; checked where they are carried out.

  /// Reports of one job that reach the store are this far apart; the last one always does.
  static let progressMicrosMin: Int64 = 100_000
  /// Attempts given back that a job's history shows; older ones are removed.
  static let givenBackShownMax = 20
  /// How long a signal waits for the process of an attempt that has just been claimed.
  static let signalWaitMicros: Int64 = 2_000_000
  /// After a start every lease has at least this long.
  static let leaseAfterStartMicros: Int64 = 30_000_000
  /// Payloads and checkpoints in one answer to a claim; the job with which it is passed is still in it.
  static let claimAnswerBytesMax = 4 << 20
  /// Remote workers that are remembered, the latest.
  static let remoteWorkersMax = 10_000
  /// Different things that workers ask for which are remembered, beside those that are waited for.
  static let remoteAsksMax = 1_000
  /// How long a call of a callback's URL may take.
  static let callbackTimeoutMicros: Int64 = 15_000_000
  /// How long a callback's command may take.
  static let callbackCommandMicros: Int64 = 60_000_000
  /// Jobs and batches whose callbacks are called at once.
  static let callbackCallsMax = 256
  /// Of these, those that call one host.
  static let callbacksPerHostMax = 8
  /// Of these, those that run a command, and those that run the same one.
  static let callbackCommandsMax = 64
  static let callbacksPerCommandMax = 4
  /// A receiver that took longer than this is called once at a time, until it is faster again.
  static let callbackSlowMicros: Int64 = 5_000_000
  /// Receivers that are known to be slow.
  static let callbackSlowReceiversMax = 10_000
  /// Due callbacks that are read at a time, and how often, on the way to those that can be called.
  static let callbackDuePage = 1_000
  static let callbackPagesMax = 20
  /// Before a callback is called again whose call could not be recorded.
  static let callbackUnrecordedMicros: Int64 = 10_000_000

  // Metrics; checked by JobMetrics and GaugeLoop.

  /// Queues that have numbers of their own; all others share those of `other`.
  static let metricsQueuesMax = 100
  /// Jobs whose waiting or running is timed at once.
  static let metricsJobsMax = 10_000
  /// Between two looks at what gauges show.
  static let gaugeMicros: Int64 = 1_000_000

  /// A handler that is told to stop has at least this long before it is taken for stuck.
  static let stuckMicrosMin: Int64 = 1_000_000

  // Worker processes; checked by WorkerPool and what it is made of.

  /// A message from a worker: room for a result of 1 MiB, or a checkpoint of 1 MiB in base64.
  static let workerLineBytesMax = 1_572_864
  /// A message to a worker: a payload, a checkpoint and what it followed, with room to spare.
  static let workerOrderBytesMax = 268_435_456
  /// One line that a handler's logger writes in a worker process.
  static let workerLogLineBytesMax = 65_536
  /// What handlers in a worker process have to end in, once their queue is gone.
  static let workerOrphanMicros: Int64 = 1_000_000
  /// Nesting of JSON that a worker sends; as deep as a submission may be.
  static let jsonDepthMax = 256
  /// The end of a worker's standard error that is kept to explain what became of it.
  static let workerTailBytesMax = 4_096
  /// What waits to be written, stored or parsed for one attempt; beyond it its worker is not read from.
  static let workerBacklogBytesMax = 262_144
  /// The follow-ups of one attempt, as text.
  static let followUpBytesMax = 16_777_216
  /// What an attempt may go on to deliver after it has failed; one that goes on beyond it gets no grace.
  static let workerDroppedBytesMax = 1_048_576
  /// A worker that was idle for this long is asked whether it is alive before it gets a job, and has this long to say so.
  static let workerPingMicros: Int64 = 10_000_000
  /// From a worker's closing of its channel to its end.
  static let workerClosedMicros: Int64 = 1_000_000
  /// From TERM to KILL.
  static let workerKillMicros: Int64 = 5_000_000
  /// From `stop` to TERM at most.
  static let workerStopMicros: Int64 = 5_000_000
  /// From when an idle worker is no longer counted on to its `stop`: for jobs that were claimed before.
  static let workerLeaveMicros: Int64 = 1_000_000
  /// The pause after a failed start.
  static let workerPauseMicros: Int64 = 1_000_000
  /// What it is doubled up to.
  static let workerPauseMicrosMax: Int64 = 60_000_000
  /// Attempts that have ended and whose late reports are ignored, for each worker.
  static let workerEndedFencesMax = 64

  // The store; checked by StoreWriter and SQLiteStore.

  /// Operations in one transaction: bounds how long the first one waits for the last.
  static let groupCommitOperationsMax = 512
  /// Operations that wait for the writer; beyond it what may be refused is, as overloaded.
  static let mailboxOperationsMax = 65_536
  /// Rows read, statements run and rows changed, beyond which a transaction leaves what it can to the next one: a
  /// thousand ends of jobs or so. A submission is never split, and may be more.
  static let transactionWorkMax: Int64 = 8_000
  /// Jobs that one transaction moves because their time has come; the rest are due at once in the next.
  static let promoteBatchMax = 500
  /// Jobs that one claim takes; whoever claims comes again for the rest.
  static let claimTogetherMax = 500
  /// The same while jobs of some queue age: so many of each priority are looked at.
  static let claimAgingMax = 16
  /// Ready jobs that one claim looks at in all lines together, but for one of each.
  static let candidatesMax = 2_000
  /// Jobs of a limit key and line that are shown to claims, or put out of their sight, at a time.
  static let admittedTogetherMax = 200
  /// Edges, or follow-ups of a job, that are read at a time.
  static let edgesPage = 100
  /// Jobs about to be removed whose follow-ups have been looked at in part.
  static let childScansMax = 1_000
  /// Members of a batch that are cancelled in one transaction.
  static let batchCancelChunk = 500
  /// Batches whose time is up that one transaction marks; their members are cancelled in others.
  static let batchesOverdueMax = 100
  /// Batches whose counts the writer remembers.
  static let batchMemoryMax = 10_000
  /// A clock that is set back by less than this is waited out.
  static let clockBackMicrosMin: Int64 = 1_000_000
  /// Rows in one transaction that are looked at because the clock was set back.
  static let clockSweepMax = 200
  /// For so long it is remembered what a schedule has fired whose job is gone.
  static let firingKeptMicros: Int64 = 86_400_000_000
  /// Due times that are passed over, because they have fired, to find the next one.
  static let scheduleFiredAheadMax = 100
  /// A schedule whose time zone is not known is looked at again after this.
  static let scheduleZoneLookMicros: Int64 = 3_600_000_000
  /// Schedules that fire in one transaction.
  static let scheduleFireBatchMax = 100
  /// Jobs and batches looked at to find out whether a new parent waits for its own child, half of them from each end;
  /// beyond it the parent is refused for that.
  static let cycleSearchMax = 100_000
  /// Free bytes without which a database is not opened.
  static let bytesToOpenMin = 131_072
  /// Blocks that the index of the write-ahead log has from the start on: for a log of half a gigabyte.
  static let sharedMemoryBytes = 1_048_576
  /// How long a start waits for the locks on its directory and its database: a command that was just being started when its daemon was
  /// killed has them until it is executed.
  static let lockWaitMicros: Int64 = 1_000_000
  /// Between two looks at it.
  static let lockLookMicros: Int64 = 20_000
  /// Numbers that are given out are noted ahead of time, once for many: for at least so many,
  static let numbersAheadMin: Int64 = 32
  /// for an eighth of those given out since the start,
  static let numbersAheadShare: Int64 = 8
  /// and for at most so many. After a crash no more than these are left out.
  static let numbersAheadMax: Int64 = 65_536
  /// Failed jobs that a line of the log names when they are removed and nobody had looked at them.
  static let unseenNamedMax = 20
  /// When a finished job that is still needed is looked at again.
  static let pruneAgainMicros: Int64 = 3_600_000_000
  /// Rows that a list looks at for one page; the cursor says where to go on.
  static let pageRowsMax = 50_000
  /// Rows that it looks at in any case, as long as somebody waits for them.
  static let pageRowsMin = 1_000
  /// How long a list looks for one page beyond those: others wait for the same reader.
  static let pageMicrosMax: Int64 = 100_000
  /// Rows that a list reads of an index at a time.
  static let pageChunkMax = 500
  /// Jobs that are read whole in one go; more are read one part after another.
  static let readTogetherMax = 5_000
  /// Rows of which little is read in one go, likewise.
  static let lookTogetherMax = 20_000
  /// From this many jobs on, two readers share the work.
  static let readTogetherMin = 1_000
  /// Ends of attempts that a full disk does not let be recorded are kept in a file of this size.
  static let endJournalBytes = 1_048_576
  /// Ends that could not be recorded which a stop names.
  static let unrecordedEndsMax = 10_000
  /// The pause before a store whose disk failed while syncing is opened afresh once more, after a try that failed.
  static let regainMicros: Int64 = 100_000
  /// What it is doubled up to.
  static let regainMicrosMax: Int64 = 2_000_000
  /// The pauses before a database is opened again after a read that failed.
  static let openPausesMicros: [Int64] = [50_000, 200_000, 500_000]
  /// A check of the whole file that a failed read ended is repeated this often.
  static let quickCheckTries = 5
  /// Before it is.
  static let quickCheckPauseMicros: Int64 = 10_000_000
  /// Pages of write-ahead log (4 KiB each) after which the writer checkpoints.
  static let checkpointPages = 8_192

  // Requests that jobd makes; checked in Outbound.

  /// To a connection, TLS included.
  static let httpConnectMicros: Int64 = 10_000_000
  /// A connection that is not used is closed after this time; many servers close theirs after five seconds.
  static let httpIdleMicros: Int64 = 4_000_000
  /// Header fields that are kept of an answer.
  static let httpAnswerHeadersMax = 100
  /// Bytes of them, names and values together; the first that passes it is left out, and those behind it.
  static let httpAnswerHeadBytesMax = 32_768
  /// Bytes of an answer's body that are read and dropped to keep a connection.
  static let httpDrainBytesMax = 65_536
  /// Bytes of an answer's body that are quoted in an error.
  static let httpExcerptBytesMax = 300
  /// How long a host may ask to be left alone.
  static let httpHoldMicrosRange: ClosedRange<Int64> = 1_000_000...3_600_000_000
  /// Times a job is given back because its host asked for it.
  static let httpHoldsMax = 100
  /// Hosts whose holds are remembered.
  static let hostHoldsMax = 10_000
  /// Requests at once from which on a host that was held counts as recovered.
  static let hostRampMax = 64
  /// Threads that look names up.
  static let lookupThreadsMax = 8
  /// Names that wait for one of them.
  static let lookupsWaitingMax = 1_000
  /// How long the addresses of a name are kept.
  static let lookupKeptMicros: Int64 = 30_000_000
  /// Names whose addresses are kept.
  static let lookupsKeptMax = 1_000
  /// Moves of a pattern's search before others get their turn.
  static let patternMovesMax = 100_000
  /// Tracebacks of attempts that one request ends, written to logs at a time.
  static let tracebackWritersMax = 16
  /// How far ahead a timer is set; for what is due later it looks again then. Kernels and libraries count in
  /// nanoseconds, and wrap for far dates.
  static let timerAheadMicrosMax: Int64 = 86_400_000_000
  /// Members of a batch that are read at a time for a job that follows it.
  static let batchMembersPage = 1_000
}
