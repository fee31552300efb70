// A store in memory, for tests: the writer, the verbs and the rules of any store, over rows in dictionaries.

import Synchronization

@testable import JobCore

/// `JobStore` without a disk. What is closed can be opened again as long as somebody has its `MemoryDisk`.
final class MemoryStore: WritingStore, EventStore {
  let writer: GroupCommit
  let unrecorded: UnrecordedVerbs?
  private let disk: MemoryDisk
  private let isClosed = Atomic(false)

  init(_ disk: MemoryDisk, writer: GroupCommit, unrecorded: UnrecordedVerbs? = nil) {
    (self.disk, self.writer, self.unrecorded) = (disk, writer, unrecorded)
  }

  /// As they were last committed.
  private var tables: MemoryTables {
    get throws(StoreError) {
      if isClosed.load(ordering: .acquiring) { throw .closed }
      return disk.tables.withLock { $0 }
    }
  }

  func close() async {
    isClosed.store(true, ordering: .releasing)
    await writer.close()
  }

  func info() throws(StoreError) -> StoreInfo {
    _ = try tables
    return StoreInfo(
      mark: "memory", sqliteVersion: "none", schemaVersion: 0, databaseBytes: 0, walBytes: 0, isFull: writer.isFull,
      fault: writer.fault)
  }

  // MARK: Jobs

  func job(_ id: JobID) throws(StoreError) -> Job? { try tables.job(id) }
  func jobs(_ ids: [JobID]) throws(StoreError) -> [Job] { try tables.jobs(ids) }
  func detail(_ id: JobID) throws(StoreError) -> JobDetail? { try tables.detail(id) }

  func start(of attempt: Int, of id: JobID) throws(StoreError) -> (start: Int, log: LogSummary)? {
    (try tables.attempts[id] ?? [:]).first { $0.attempt == attempt }.last.map { ($0.start, $0.log) }
  }

  func handlerResult(_ id: JobID, start: Int) throws(StoreError) -> [UInt8]? { try tables.attempts[id]?[start]?.result }
  func states(_ ids: [JobID]) throws(StoreError) -> [JobID: JobState] { try rows(ids).mapValues(\.state) }

  func ends(_ ids: [JobID]) throws(StoreError) -> [JobID: JobEnd] {
    try rows(ids).mapValues { JobEnd(state: $0.state, finishedAt: $0.finishedAt) }
  }

  func realms(of ids: [JobID]) throws(StoreError) -> [JobID: JobRealm] {
    let tables = try tables
    return try rows(ids).mapValues { JobRealm(queue: tables.queue(of: $0), kind: $0.kind) }
  }

  func starts(from first: JobID, through last: JobID) throws(StoreError) -> [JobID: JobStarts] {
    try tables.jobs.filter { first <= $0.key && $0.key <= last }
      .mapValues { JobStarts(count: $0.starts, isRunning: $0.state == .running) }
  }

  private func rows(_ ids: [JobID]) throws(StoreError) -> [JobID: JobRow] {
    let tables = try tables
    return ids.reduce(into: [:]) { $0[$1] = tables.jobs[$1] }
  }

  var events: any EventStore { self }

  func labels(of ids: [JobID]) throws(StoreError) -> [JobID: EventLabels] {
    let tables = try tables
    return ids.reduce(into: [:]) { $0[$1] = tables.labels(of: $1) }
  }

  func attempts(_ starts: [JobStart]) throws(StoreError) -> [JobStart: EventAttempt] {
    let tables = try tables
    return starts.reduce(into: [:]) { $0[$1] = tables.attempt($1) }
  }

  // MARK: Lists

  func jobs(_ filter: JobFilter, order: JobOrder, limit: Int, after last: JobCursor?) throws(StoreError) -> JobPage {
    let tables = try tables
    let page = try tables.page(filter, order, limit: limit, after: last)
    let shown = page.prefix(limit)
    let next = page.count > limit ? shown.last : nil
    return JobPage(
      jobs: try tables.jobs(shown.map(\.id)), next: next, lookedBackTo: next.flatMap { tables.jobs[$0.id]?.createdAt })
  }

  func idPage(_ filter: JobFilter, limit: Int, after last: JobID?) throws(StoreError) -> JobIDPage {
    let cursor = last.map { JobCursor(id: $0, priority: 0) }
    let ids = try tables.page(filter, .oldest, limit: limit, after: cursor).map(\.id)
    return JobIDPage(ids: Array(ids.prefix(limit)), next: ids.count > limit ? ids[limit - 1] : nil)
  }

  func queues() throws(StoreError) -> [QueueStatus] { try tables.statuses(slotsTaken: writer.slotsTaken) }

  var pauseOfEverything: Pause? {
    get throws(StoreError) {
      let tables = try tables
      return tables.pause?.pause(clockAhead: tables.clockAhead)
    }
  }

  func leaseHolders(limit: Int) throws(StoreError) -> [LeaseHolder] {
    try tables.leases.first(limit) { !$0.secret.isEmpty }
      .map { LeaseHolder(job: $0.job, worker: $0.worker, identity: $0.claimedBy ?? "") }
  }

  func expired(now: Timestamp, after last: ExpiredCursor?, limit: Int) throws(StoreError) -> ExpiredPage {
    let (tables, behind) = (try tables, last.map { ($0.expiresAt, $0.job) })
    let page = tables.jobs.earliest(limit, after: behind, by: now, \.expiresAt)
    let removable = page.filter { row in
      tables.children(of: .job(row.id)).allSatisfy { tables.jobs[$0.child]?.state.isTerminal ?? true }
    }
    return ExpiredPage(
      jobs: removable.map { DeletedJob(id: $0.id, starts: (tables.attempts[$0.id] ?? [:]).keys.sorted()) },
      last: page.last.map { ExpiredCursor(expiresAt: $0.expiresAt ?? now, job: $0.id) })
  }

  func nextExpiry() throws(StoreError) -> Timestamp? {
    let tables = try tables
    return (tables.moments(.jobExpiry) + tables.moments(.batchExpiry)).map(\.at).min()
  }

  // MARK: Batches

  func batch(_ id: BatchID) throws(StoreError) -> Batch? {
    let tables = try tables
    return tables.batches[id.value]?.batch(clockAhead: tables.clockAhead)
  }

  func batches(limit: Int, before id: BatchID?) throws(StoreError) -> [Batch] {
    let tables = try tables
    let rows = tables.batches.first { $0.id < id?.value ?? .max }.suffix(limit).reversed()
    return rows.map { $0.batch(clockAhead: tables.clockAhead) }
  }

  func batchMembers(_ id: BatchID, limit: Int, after last: JobID?) throws(StoreError) -> [JobID] {
    try tables.jobs.first(limit, after: last) { $0.batch == id.value }.map(\.id)
  }

  func batchResults(_ id: BatchID, limit: Int, after last: JobID?) throws(StoreError) -> [ParentResult] {
    try jobs(try batchMembers(id, limit: limit, after: last)).map { ParentResult($0) }
  }

  func realms(ofBatch id: BatchID) throws(StoreError) -> Set<JobRealm> {
    Set(try realms(of: try batchMembers(id, limit: .max, after: nil)).values)
  }

  // MARK: Callbacks and schedules

  func callbacks(of owner: Parent) throws(StoreError) -> [CallbackStatus] {
    try tables.callbacks(of: owner).map(\.status)
  }

  func dueCallbacks(now: Timestamp, limit: Int, after last: CallbackStatus?) throws(StoreError) -> [DueCallback] {
    let tables = try tables
    let behind = RowMoment(at: last.flatMap(\.nextAt) ?? Timestamp(micros: .min), id: last?.id ?? 0)
    let due = MemoryRows(disk).moments(.callback, after: behind, by: now, max: limit)
    return due.compactMap { tables.callbacks[$0.id] }.map { DueCallback(owner: $0.owner, status: $0.status) }
  }

  func nextCallback(after moment: Timestamp) throws(StoreError) -> Timestamp? {
    try tables.moments(.callback).map(\.at).filter { $0 > moment }.min()
  }

  func schedule(_ name: String) throws(StoreError) -> Schedule? {
    try tables.schedules.values.first { $0.schedule.name == name && !$0.isDeleted }?.schedule
  }

  func schedules(limit: Int, after last: String?) throws(StoreError) -> SchedulePage {
    let all = try tables.schedules.values.filter { !$0.isDeleted && $0.schedule.name > last ?? "" }.map(\.schedule)
    let shown = all.sorted { $0.name < $1.name }.prefix(limit)
    return SchedulePage(
      schedules: shown.map { ListedSchedule(schedule: $0, inputBytes: [:]) },
      next: all.count > limit ? shown.last?.name : nil)
  }
}
