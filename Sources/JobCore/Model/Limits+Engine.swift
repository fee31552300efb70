// The bounds inside the engine: no request names them, so a change of one breaks none. Those of the store, of worker
// processes and of outgoing requests have files of their own.

extension Limits {
  /// Jobs on a page of a front end's list, for clients that do not say.
  package static let pageSizeDefault = 100
  /// Handlers that a configuration may give worker processes; checked by jobd.
  package static let workerHandlersMax = 200

  // What a follow-up is told of its parents; checked by ParentFiles.

  /// Members of a batch that are read at a time.
  static let batchMembersPage = 1_000
  /// Members of batches that a follow-up is told of, those of all its batches together.
  static let batchMembersShownMax = 100_000
  /// Outputs of members that are handlers which are written to files for a follow-up.
  static let batchOutputsMax = 10_000
  /// The bytes of all of them.
  static let batchOutputBytesMax = 67_108_864

  // Files of attempts; checked in Logs and by FileTree.

  /// Logs that are watched after their attempts because a process goes on writing them.
  static let heldLogsMax = 1_000
  /// Of so many processes that have a log of an earlier boot open, one has to be there still when it is looked at.
  static let openFileLinksMax = 8
  /// The pause after each look at a log, so that a job that writes all the time is looked at fifty times a second; and
  /// the same for logs that are watched after their attempts.
  static let logLookMicros = 20_000
  static let heldLogLookMicros = 50_000
  /// Directories of logs that are watched; beyond it, those without a running attempt are let go.
  static let logDirectoriesMax = 64
  /// The highest number that is taken for an id where one is found in the name of a file: up to it all JSON readers are
  /// exact, and there is room above it.
  static let jobIDMax: Int64 = 1 << 53
  /// Ranges of ids whose files are spared, because older copies of the database were put back.
  static let sparedRangesMax = 100
  /// Starts whose files are removed in one step of the sweep at a start.
  static let sweepStartsMax = 256
  /// Rounds in which a tree of directories is removed: as many as it is deep, if nobody goes on making files in it.
  static let treeRoundsMax = 10_000
  /// Of a place that an attempt of another user has left, what is removed in one turn: entries, and the time for it.
  static let placeEntriesMax = 100_000
  static let placeMicros: Int64 = 500_000
  /// How long those are tried that are left after that, how many are looked at for it, and the pause before the next
  /// time.
  static let placePassMicros: Int64 = 2_000_000
  static let placesLookedAtMax = 1_000
  static let placePauseMicros: Int64 = 10_000_000

  /// How long an attempt that has become another user may take to execute its program: that user may have stopped it.
  static let becomingMillis = 30_000
  /// Commands that are being started as one other user at once, and those of them that have been killed for taking too
  /// long and have not ended yet: beyond it none is started as that user.
  static let guestStartsMax = 16
  static let guestsUnreapedMax = 16
  /// What a name service may say of a user, and in how many groups that user may be: as many as the kernel takes.
  static let accountBytesMax = 1 << 20
  static let groupsMax: Int32 = 65_536
  /// Users that it is asked about at once, how long an answer may take, and how long one is good for.
  static let userQuestionsMax = 8
  static let userAnswerMicros: Int64 = 10_000_000
  static let userAnswerKeptMicros: Int64 = 5_000_000

  /// The pauses before a program that somebody has open for writing is tried again.
  static let busyProgramPausesMillis = [1, 2, 4, 8, 16]

  // Progress, claims and callbacks; checked where they are carried out.

  /// Reports of one job that reach the store are this far apart; the last one always does.
  static let progressMicrosMin: Int64 = 100_000
  /// Attempts given back that a job's history shows; older ones are removed.
  static let givenBackShownMax = 20
  /// So many attempts that were given back, and are not shown any more, are removed together.
  static let givenBackLookedAtMax = 64
  /// Answers that are too old that go with each new one.
  static let answersForgottenMax = 8
  /// How long a signal waits for the process of an attempt that has just been claimed.
  static let signalWaitMicros: Int64 = 2_000_000
  /// How many may wait at once to send input to one command, each with at most `sendBytesMax`.
  static let inputSendersMax = 16
  /// After a start every lease has at least this long.
  static let leaseAfterStartMicros: Int64 = 30_000_000
  /// Bytes of payloads and checkpoints in one answer to a claim; the job that passes the bound is still in it.
  static let claimAnswerBytesMax = 4 << 20
  /// Remote workers that are remembered, the latest.
  static let remoteWorkersMax = 10_000
  /// Different things that workers ask for which are remembered, beside those that are waited for.
  static let remoteAsksMax = 1_000
  /// How long a callback's command may take.
  static let callbackCommandMicros: Int64 = 60_000_000
  /// Jobs and batches whose callbacks are called at once.
  package static let callbackCallsMax = 256
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
  /// Calls for the ends of a job before its retries that wait to be delivered; beyond it the oldest are given up.
  static let callbackEarlierMax = 64
  /// Before a callback is called again whose call could not be made or recorded.
  static let callbackUncountedMicros: Int64 = 10_000_000

  // Followers of changes; checked by EventRing, EventDetails, EventReader and PendingChanges.

  /// Changes that are kept for those who follow along, and the bytes of all of them: who is away for longer than that
  /// is told that something is missing. 8 MiB are a quarter of a minute at 1,000 jobs a second.
  static let eventRingChangesMax = 65_536
  static let eventRingBytesMax = 8 << 20
  /// Followers at once.
  package static let eventReadersMax = 4_096
  /// Changes that a follower looks at in one go.
  static let eventLooksAtOnceMax = 256
  /// Bytes of changes, roughly, that a follower has looked at and not told.
  static let eventPendingBytesMax = 32 << 10
  /// Changes whose details a follower reads at a time.
  static let eventPageMax = 32
  /// Bytes of a page with the text that is made of it, roughly; it has one event more. A reader that takes nothing
  /// holds one, and there may be thousands of them.
  static let eventPageBytesMax = 32 << 10
  /// Jobs of a snapshot that are read at a time, for one follower after another: others have their turn in between.
  static let eventSnapshotPageMax = 64
  /// Jobs whose names are remembered for all followers, the latest.
  static let eventLabelsMax = 4_096
  /// Changes with all that is shown of them which are, the latest, and ends of batches with where their members are.
  static let eventNewsMax = 2_048
  /// Bytes of each of the three, roughly.
  static let eventMemoryBytesMax = 4 << 20
  /// Looks at filters on behalf of those who wait, for one commit: beyond it they look themselves.
  static let eventLooksMax = 20_000
  /// Changes after which whoever lets them gather looks, however short a time that was: well within the ring.
  static let eventGatheredMax = 4_096
  /// Followers that whoever commits wakes itself.
  static let eventWakesAtOnceMax = 16

  // Metrics; checked by JobMetrics and GaugeLoop.

  /// Queues that have numbers of their own; all others share those of `other`.
  static let metricsQueuesMax = 100
  /// Jobs whose waiting or running is timed at once.
  static let metricsJobsMax = 10_000
  /// Between two looks at what gauges show.
  static let gaugeMicros: Int64 = 1_000_000

  /// A handler that is told to stop has at least this long before it is taken for stuck.
  static let stuckMicrosMin: Int64 = 1_000_000

  // Claims of the dispatcher; recovery and retention.

  /// The pause after a claim that failed, before the next one.
  static let claimAgainMicros: Int64 = 500_000
  /// How often a start looks for processes of earlier boots that it has killed, and the pause between two looks: what
  /// still lives after that is left behind.
  static let orphanLooksMax = 50
  static let orphanLookMicros: Int64 = 10_000
  /// Expired jobs are removed once in this time, so that those that end together go together.
  static let pruneEveryMicros: Int64 = 60_000_000
  /// Expired jobs that one transaction removes.
  static let prunedTogetherMax = 500

  // Commands; checked by ProcessTeardown, GroupWatch, ChildEnd and LeftChildren.

  /// From KILL to when an attempt is given up whose processes are still there; WorkerPool goes by it too.
  static let killPatienceMicros: Int64 = 10_000_000
  /// The pause between two looks at the process groups of attempts that were told to stop and whose first process has
  /// ended: the kernel does not tell when a group is gone.
  static let groupLookMicros: Int64 = 10_000
  /// Every so many looks it is also looked whether all that is left of a group are zombies that nobody reaps.
  static let groupLooksPerScan = 10
  /// Between two looks at a child for which the kernel had no descriptor to watch it with, or whose end it keeps for
  /// whoever traces the child; WorkerPool goes by it too.
  static let unwatchedChildMicros: Int64 = 50_000
  /// Between two looks at children that were given up, whether they can be reaped, and how many of them one look is for.
  static let leftChildLookMicros: Int64 = 1_000_000
  static let leftChildrenPerLook = 256
  /// Bytes of a file's name (NAME_MAX) and of a path (PATH_MAX, which counts the NUL): nothing longer can be a program.
  static let fileNameBytesMax = 255
  static let pathBytesMax = 4_095

  /// Tracebacks of attempts that one request ends, written to logs at a time.
  static let tracebackWritersMax = 16
  /// How far ahead a timer is set; for what is due later it looks again then. Kernels and libraries count in
  /// nanoseconds, and wrap for far dates.
  static let timerAheadMicrosMax: Int64 = 86_400_000_000
}
