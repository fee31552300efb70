// The contract of a store: the verbs of a job's life, each one transaction. SQLiteStore implements it; the
// conformance suite in Tests says what any other has to do.

/// An attempt that was running when its daemon died.
struct LostAttempt: Sendable {
  let job: ClaimedJob
  let isCancelRequested: Bool
  /// The machine's boot in which it ran.
  let machineBoot: String
  let pid: Int32?
  /// Clock ticks after the machine's boot at which the process was started.
  let pidTicks: Int64?
}

/// The process of an attempt, for the recovery after a crash.
struct ProcessRecord: Hashable, Sendable {
  let pid: Int32
  /// Clock ticks after the machine's boot.
  let startTicks: Int64
}

/// A move of a job that is not running.
enum JobMove: String, Sendable {
  case release
  case run
  case retry
}

/// Where a look at expired jobs goes on.
struct ExpiredCursor: Hashable, Sendable {
  let expiresAt: Timestamp
  let job: JobID
}

/// Some of the jobs that have expired.
struct ExpiredPage: Sendable {
  /// Those among them that can be removed.
  let jobs: [DeletedJob]
  /// Behind it there may be more; `nil` if there was none.
  let last: ExpiredCursor?
}

/// What came of an insert.
enum InsertAnswer: Sendable {
  /// In the order given; of a job whose unique key was to return its holder, the holder, named in `existing`.
  case created([Job], existing: Set<JobID>)
  case replayed([UInt8])
  case refused(Refusal)
}

/// What came of the creation of a batch.
enum BatchAnswer: Sendable {
  case created(Batch, [JobID])
  case replayed([UInt8])
  case refused(Refusal)
}

/// What came of setting a queue.
enum QueueVerdict: Sendable {
  /// The queue as it is now.
  case done(QueueStatus)
  /// It is not there, and there are as many as there may be.
  case tooMany
}

/// What came of setting a schedule.
enum ScheduleVerdict: Sendable {
  case done(Schedule)
  /// It never fires.
  case never
  case tooMany
}

/// What came of a verb on a batch.
enum BatchVerdict: Sendable {
  case done(Batch)
  case notFound
  /// It is closed already, or has ended.
  case refused(isDone: Bool)
}

/// Why jobs could not be stored; nothing of the request is.
enum Refusal: Sendable {
  /// The idempotency key came with another request.
  case mismatch
  /// It names queues that are not there, and there are as many as there may be.
  case tooManyQueues
  /// `index` is the job's place in the request.
  case invalid([FieldFault], index: Int)
  case duplicate(key: String, holder: JobID, state: JobState, index: Int)
  case queueFull(name: String, max: Int)
  case noSuchBatch(BatchID)
  case batchClosed(BatchID)
}

/// Starts of a job that nothing is stored of any more, or of a job that is no more: their files can go.
struct DeletedJob: Hashable, Sendable {
  let id: JobID
  let starts: [Int]
}

/// Some of the ids that match a filter.
struct JobIDPage: Sendable {
  var ids: [JobID]
  /// Where the next page begins: after this; `nil` is the end.
  var next: JobID?
}

/// How often a job has been started, the last of which may still run.
struct JobStarts: Hashable, Sendable {
  let count: Int
  let isRunning: Bool
}

/// Whether a job has ended, and when.
struct JobEnd: Hashable, Sendable {
  let state: JobState
  let finishedAt: Timestamp?
}

/// The store of a `JobQueue`.
///
/// Every verb is one transaction; when it returns, its effect is durable as configured, and when it throws, it had
/// none. `now` is a parameter: when the verb was asked for. What a store does later or without being asked, the rest of
/// a long cancel or the start of a job for a claim that waits, it dates by the clock it was opened with. After each commit the store calls its `onCommit` once, in
/// commit order, before the verbs of that commit return.
protocol JobStore: Sendable {
  // Submitting and running
  func insert(
    _ jobs: [NewJob], idempotency: IdempotencyRequest?, now: Timestamp
  ) async throws(StoreError) -> InsertAnswer
  /// Claims queued jobs, highest priority first, in it those that became ready first. Waits until there is at least one, or until
  /// `withdrawClaim`; then it is empty. One claim waits at a time. A claim rides in the transaction that makes a job
  /// ready. No queue gets more running jobs than its slots. `order` grows with every claim and revision.
  func claim(_ room: ClaimRoom, order: Int, now: Timestamp) async throws(StoreError) -> [ClaimedJob]
  /// Replaces what the waiting claim may take; nothing if none waits, or if that one, or its last revision, is later
  /// than this: a disk that takes nothing for a while holds revisions up.
  func reviseClaim(_ room: ClaimRoom, order: Int, now: Timestamp)
  /// Ends the waiting claim with nothing.
  func withdrawClaim()
  /// Moves jobs whose time has come to queued, and ends those whose deadline has passed before their start.
  func promoteDue(now: Timestamp)
  /// Ends an attempt; false if its fence is stale, and nothing has changed. Does not fail for lack of space: it is
  /// kept and written as soon as that is possible.
  func apply(_ transition: Transition, now: Timestamp) async throws(StoreError) -> Bool
  /// Notes the process of a running attempt, soon, without a transaction of its own if another one comes by.
  func record(_ process: ProcessRecord, of fence: Fence)
  /// As `setProgress`, soon, without an answer.
  func noteProgress(_ progress: Progress, of fence: Fence)
  /// Keeps a running attempt's report; false if its fence is stale.
  func setProgress(_ progress: Progress, of fence: Fence) async throws(StoreError) -> Bool
  /// As `setProgress`, of whichever attempt of the job runs; answers its fence.
  func setProgress(_ progress: Progress, ofRunning id: JobID) async throws(StoreError) -> VerbAnswer<Fence>
  /// Keeps what a running attempt leaves for the next one; false if its fence is stale.
  func setCheckpoint(_ data: [UInt8], of fence: Fence) async throws(StoreError) -> Bool

  /// Notes, soon, that somebody has looked at these failed jobs.
  func noteSeen(_ ids: [JobID])

  // Verbs: what they answer is read in their own transaction, so that nothing can fail after it.
  func cancel(_ id: JobID, _ options: CancelOptions, now: Timestamp) async throws(StoreError) -> VerbAnswer<
    CancelAnswer
  >
  func move(_ id: JobID, _ move: JobMove, now: Timestamp) async throws(StoreError) -> VerbAnswer<Job>
  func update(_ id: JobID, _ patch: JobPatch, now: Timestamp) async throws(StoreError) -> VerbAnswer<Job>
  func delete(_ id: JobID, now: Timestamp) async throws(StoreError) -> VerbAnswer<DeletedJob>
  /// The verb on each of `ids` that is in a state for it, in their order, as far as one transaction goes.
  func bulk(_ verb: BulkVerb, _ ids: [JobID], now: Timestamp) async throws(StoreError) -> BulkStep
  /// Removes finished jobs whose time has passed, at most `limit`, and batches without members, no more than one transaction
  /// takes.
  func prune(now: Timestamp, limit: Int) async throws(StoreError) -> [DeletedJob]
  /// Some of those that `prune` would remove, read only: on a full disk their files can go before them.
  func expired(now: Timestamp, after last: ExpiredCursor?, limit: Int) async throws(StoreError) -> ExpiredPage
  /// Changes what the change says of the settings that there are then; the queue is made if it is not there.
  @discardableResult
  func setQueue(_ name: String, _ change: QueueChange, now: Timestamp) async throws(StoreError) -> QueueVerdict
  /// `nil` if there is no such queue.
  func setQueuePaused(_ name: String, _ isPaused: Bool, now: Timestamp) async throws(StoreError) -> QueueStatus?

  // Schedules; `promoteDue` fires those that are due
  func setSchedule(_ name: String, _ spec: NewSchedule, now: Timestamp) async throws(StoreError) -> ScheduleVerdict
  /// `nil` if there is no such schedule.
  func setSchedulePaused(_ name: String, _ isPaused: Bool, now: Timestamp) async throws(StoreError) -> Schedule?
  /// `false` if there is no such schedule.
  func deleteSchedule(_ name: String, now: Timestamp) async throws(StoreError) -> Bool
  /// Submits its job out of turn; `nil` if there is no such schedule.
  func runSchedule(_ name: String, now: Timestamp) async throws(StoreError) -> InsertAnswer?
  func schedule(_ name: String) async throws(StoreError) -> Schedule?
  /// By name, those behind `last`: at most `limit`, and no more than `Limits.pageBytesMax` takes.
  func schedules(limit: Int, after last: String?) async throws(StoreError) -> SchedulePage

  // Callbacks
  func addCallback(
    _ callback: Callback, to id: JobID, now: Timestamp
  ) async throws(StoreError) -> VerbAnswer<CallbackStatus>
  func removeCallbacks(of id: JobID, now: Timestamp) async throws(StoreError) -> VerbAnswer<Int>
  /// Notes what came of a call of `callback`, as it stood then; without effect if its job has run again meanwhile. Not
  /// forgotten for lack of space.
  func recordCallback(_ callback: CallbackStatus, _ result: CallbackResult, now: Timestamp) async throws(StoreError)
  func callbacks(of owner: Parent) async throws(StoreError) -> [CallbackStatus]
  /// Oldest first, those behind `last`.
  func dueCallbacks(
    now: Timestamp, limit: Int, after last: CallbackStatus?
  ) async throws(StoreError) -> [DueCallback]
  /// When the next callback is due that is not due at `moment`.
  func nextCallback(after moment: Timestamp) async throws(StoreError) -> Timestamp?

  // Batches
  func createBatch(
    _ new: NewBatch, idempotency: BatchIdempotency?, now: Timestamp
  ) async throws(StoreError) -> BatchAnswer
  func closeBatch(_ id: BatchID, now: Timestamp) async throws(StoreError) -> BatchVerdict
  /// Marks the batch and cancels its members; those of a large one in several transactions.
  func cancelBatch(_ id: BatchID, reason: String?, now: Timestamp) async throws(StoreError) -> BatchVerdict
  /// Goes on with cancels that a crash interrupted.
  func resumeBatchCancels(now: Timestamp) async throws(StoreError)
  func batch(_ id: BatchID) async throws(StoreError) -> Batch?
  /// Newest first.
  func batches(limit: Int, before id: BatchID?) async throws(StoreError) -> [Batch]
  /// In the order of submission.
  func batchMembers(_ id: BatchID, limit: Int, after last: JobID?) async throws(StoreError) -> [JobID]
  /// The members as a follow-up of the batch may read them, in the order of submission.
  func batchResults(_ id: BatchID, limit: Int, after last: JobID?) async throws(StoreError) -> [ParentResult]
  /// Why a job is not running, when a claim has `room`; `nil` if there is no such job.
  func why(_ id: JobID, room: ClaimRoom, now: Timestamp) async throws(StoreError) -> WhyAnswer?

  // Start
  func lostAttempts() async throws(StoreError) -> [LostAttempt]

  // Reads
  func job(_ id: JobID) async throws(StoreError) -> Job?
  func detail(_ id: JobID) async throws(StoreError) -> JobDetail?
  /// The last start that ended as this attempt, and what it wrote; `nil` if there is none.
  func start(of attempt: Int, of id: JobID) async throws(StoreError) -> (start: Int, log: LogSummary)?
  func handlerResult(_ id: JobID, start: Int) async throws(StoreError) -> [UInt8]?
  func jobs(_ filter: JobFilter, order: JobOrder, limit: Int, after: JobCursor?) async throws(StoreError) -> JobPage
  /// Those of `ids` that exist, in the order given.
  func jobs(_ ids: [JobID]) async throws(StoreError) -> [Job]
  /// The queues and kinds of those of `ids` that are there.
  func realms(of ids: [JobID]) async throws(StoreError) -> [JobID: JobRealm]
  /// The queues and kinds of the members.
  func realms(ofBatch id: BatchID) async throws(StoreError) -> Set<JobRealm>
  func states(_ ids: [JobID]) async throws(StoreError) -> [JobID: JobState]
  /// The states of those of `ids` that are there, and when they ended.
  func ends(_ ids: [JobID]) async throws(StoreError) -> [JobID: JobEnd]
  /// In the order of ids, from after `last` on. As with a list, a page may be short, even empty, and not be the last.
  func idPage(_ filter: JobFilter, limit: Int, after last: JobID?) async throws(StoreError) -> JobIDPage
  /// Of the jobs that are there, from one id to another.
  func starts(from first: JobID, through last: JobID) async throws(StoreError) -> [JobID: JobStarts]
  func queues() async throws(StoreError) -> [QueueStatus]
  func nextExpiry() async throws(StoreError) -> Timestamp?
  func info() async throws(StoreError) -> StoreInfo
  /// Returns when the writer has come to it.
  func ping() async throws(StoreError)
  /// A transaction that changes nothing and reaches the disk.
  func checkWritable() async throws(StoreError)

  /// Writes what is waiting, checkpoints, and closes.
  func close() async
}

extension JobStore {
  /// The first `limit` ids that match, in their order from after `last` on, page by page: others get their turn in
  /// between.
  ///
  /// - Parameter isWanted: asked before each further page; what has been found is enough when it says no.
  func ids(
    _ filter: JobFilter, limit: Int, after last: JobID?, isWanted: () -> Bool = { true }
  ) async throws(StoreError) -> [JobID] {
    var page = try await idPage(filter, limit: limit, after: last)
    var ids = page.ids
    while let next = page.next, ids.count < limit, isWanted() {
      page = try await idPage(filter, limit: limit - ids.count, after: next)
      ids += page.ids
    }
    return ids
  }
}
