// The bounds of the store: what one transaction does, what one read looks at, and what is tried how often. Checked by
// GroupCommit and SQLiteStore, and by what they are made of.

extension Limits {
  /// Operations in one transaction: bounds how long the first one waits for the last.
  static let groupCommitOperationsMax = 512
  /// Operations that wait for the writer; beyond it, those that may be refused are refused as overloaded.
  static let mailboxOperationsMax = 65_536
  /// Rows read, statements run and rows changed, beyond which a transaction leaves what it can to the next one: a
  /// thousand ends of jobs or so. A submission is never split, and may be more.
  static let transactionWorkMax: Int64 = 8_000
  /// Pieces of something large, of which a transaction has one, that it could do.
  static let piecesPerTransaction: Int64 = 2
  /// Jobs that one transaction moves because their time has come; the rest are due at once in the next.
  static let promoteBatchMax = 500
  /// Due things that are left alone because a rule would be broken; with more of them, they hold up what else is due.
  static let setAsideMax = 100
  /// While there are such, how long after a look that found nothing else there is another.
  static let setAsideLookMicros: Int64 = 1_000_000
  /// Jobs that one claim takes; whoever claims comes again for the rest.
  static let claimTogetherMax = 500
  /// The same while jobs of some queue age: so many of each priority are looked at.
  static let claimAgingMax = 16
  /// Ready jobs that one claim looks at in all lines together, but for one of each.
  static let candidatesMax = 2_000
  /// Jobs of which a remote worker is given all that was submitted, as long as it is not known how much that is.
  static let detailsAtFirst = 8
  /// Bytes of payloads and checkpoints that are read together for remote workers.
  static let detailsBytesMax = 4 << 20
  /// What it takes to give a job to a remote worker, in the measure of `transactionWorkMax`.
  static let claimWork: Int64 = 16
  /// What it costs, about, to make due the callbacks that tell of an end.
  static let toldEndWork: Int64 = 6
  /// Jobs that are moved so that two others change places.
  static let switchedTogetherMax = 1_000
  /// By how much their moments are moved at most.
  static let switchStepMicros: Int64 = 1_000
  /// Jobs of a limit key and line that are shown to claims, or put out of their sight, at a time.
  static let admittedTogetherMax = 200
  /// Edges, or follow-ups of a job, that are read at a time.
  static let edgesPage = 100
  /// Running jobs that are looked through at a time when something is paused, or goes on.
  static let pausePage = 200
  /// Jobs about to be removed whose follow-ups have been looked at in part.
  static let childScansMax = 1_000
  /// The same for batches that may be removed, and those who wait for them.
  static let waitScansMax = 1_000
  /// Members of a batch that are cancelled in one transaction.
  static let batchCancelChunk = 500
  /// Of many batches together so many of each, at least.
  static let batchCancelledTogetherMin = 4
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
  /// Of these, so many are forgotten at a time.
  static let firingsForgottenMax = 500
  /// Due times that are passed over, because they have fired, to find the next one.
  static let scheduleFiredAheadMax = 100
  /// A schedule whose time zone is not known is looked at again after this.
  static let scheduleZoneLookMicros: Int64 = 3_600_000_000
  /// A schedule of which it is not known what whoever set it may submit is looked at again after this.
  static let scheduleRightsLookMicros: Int64 = 1_000_000
  /// Schedules that fire in one transaction.
  static let scheduleFireBatchMax = 100
  /// Jobs and batches looked at to find out whether a new parent waits for its own child, half of them from each end;
  /// beyond it the parent is refused for that.
  static let cycleSearchMax = 100_000
  /// Of them, so many are looked at in one step at each end.
  static let cycleStepMax = 16
  /// Follow-ups that are read together to be decided.
  static let settledTogetherMax = 1_000
  /// Rows for which a transaction keeps room for the next one.
  static let workingRowsKept = 1_000
  /// Rows that are read for a group of operations before the first of them runs; what is missing is read singly.
  static let readAheadMax = 2_000
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
  /// Bytes that the rows of one page take, roughly; the row that passes the bound is still on it.
  static let pageBytesMax = 4 << 20
  /// Rows that a list looks at for one page; the cursor says where to go on.
  package static let pageRowsMax = 50_000
  /// Rows that it looks at in any case, as long as somebody waits for them.
  package static let pageRowsMin = 1_000
  /// Bytes of a row's name or tags that cost a list as much as another row, when they have to be looked at.
  static let textBytesPerRow = 32
  /// How long a list looks for one page beyond those: others wait for the same reader.
  package static let pageMicrosMax: Int64 = 100_000
  /// The same for one of the many pages of a search that a wait or a verb over many jobs makes.
  static let searchMicrosMax: Int64 = 20_000
  /// However short the time of a wait is, it looks for its jobs for as long as this.
  static let waitSearchMicrosMin: Int64 = 1_000_000
  /// Rows that a list reads of an index at a time.
  static let pageChunkMax = 500
  /// The jobs in an answer to a wait: some thirty thousand ordinary ones.
  static let waitBytesMax = 16 << 20
  /// Jobs that are read at a time for the answer to a wait, until it is full.
  static let waitReadTogether = 2_000
  /// Jobs that are read whole in one go; more are read one part after another.
  static let readTogetherMax = 5_000
  /// Rows of which little is read in one go, likewise.
  static let lookTogetherMax = 20_000
  /// From this many jobs on, two readers share the work.
  static let readTogetherMin = 1_000
  /// Ends of attempts that a full disk does not let be recorded are kept in a file of this size.
  static let endJournalBytes = 1_048_576
  /// How often the log says that a disk takes nothing, as long as it does.
  static let troubleSaidMicros: Int64 = 60_000_000
  /// Finished jobs whose output is removed before them, because the disk is full, until their own removal is tried
  /// again.
  static let expiredTogetherMax = 500
  /// How long a stop waits for a disk that takes nothing, once nothing runs any more.
  static let stopPatienceMicros: Int64 = 5_000_000
  /// Ends that could not be recorded which a stop names.
  static let unrecordedEndsMax = 10_000
  /// The pause before a store whose disk failed while syncing is opened afresh once more, after a try that failed.
  static let regainMicros: Int64 = 100_000
  /// What it is doubled up to.
  static let regainMicrosMax: Int64 = 2_000_000
  /// How long a start waits for a disk that takes nothing before it fails: whoever starts it tries again, and says so.
  static let startPatienceMicros: Int64 = 10_000_000
  /// The pauses before a database is opened again after a read that failed.
  static let openPausesMicros: [Int64] = [50_000, 200_000, 500_000]
  /// A check of the whole file that a failed read ended is repeated this often.
  static let quickCheckTries = 5
  /// Before it is.
  static let quickCheckPauseMicros: Int64 = 10_000_000
  /// Pages of write-ahead log (4 KiB each) after which it is copied into the database, beside the writer.
  static let checkpointPages = 8_192
  /// What has come meanwhile is copied by the writer when it is no more than this, and beside it otherwise.
  static let checkpointRest = 256
  /// As often as this: under large transactions each round leaves more.
  static let checkpointRoundsMax = 3
  /// What may come meanwhile before the writer waits: the log would grow without a bound.
  static let checkpointPagesMax = 32_768
  /// The log is copied earlier if it is longer than this share of the room that is free: it takes as much again to copy.
  static let checkpointRoomShare = 4
  /// The bytes of a page, for all that is reckoned in pages of what is written in bytes.
  static let databasePageBytes: Int64 = 4_096
  /// With so much free room nobody asks whether there is enough for the log and to copy it.
  static let roomAmpleBytes: Int64 = 512 << 20
  /// What is asked for may not take the last of the disk: what frees room has to be written too.
  static let roomReserveBytes: Int64 = 1 << 20
  /// Ends of attempts may take more of it.
  static let roomReserveForEndsBytes: Int64 = 256 << 10
  /// A log that could not be copied for lack of room is not tried again before this, unless it has changed.
  static let roomAgainMicros = 1_000_000
}
