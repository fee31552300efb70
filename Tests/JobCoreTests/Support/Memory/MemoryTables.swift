// A store's tables in dictionaries: no index that could be wrong, every search a filter and a sort.

@testable import JobCore

/// All rows of a store.
struct MemoryTables: Sendable {
  var jobs: [JobID: JobRow] = [:]
  var specs: [JobID: NewJob] = [:]
  var cancelReasons: [JobID: String] = [:]
  /// By their starts, as all that is left of them.
  var attempts: [JobID: [Int: AttemptRow]] = [:]
  var endMarks: [JobID: [Int: [UInt8]]] = [:]
  var progress: [JobID: (start: Int, report: Progress)] = [:]
  var checkpoints: [JobID: [UInt8]] = [:]
  var leases: [JobID: LeaseRow] = [:]
  var edges: [JobID: [EdgeRow]] = [:]
  var settlements: [Int64: SettlementRow] = [:]
  var uniques: [ByteText: UniqueRow] = [:]
  var answers: [ByteText: AnswerRow] = [:]
  var limitKeys: [Int64: LimitMemory] = [:]
  /// With their counts. The first one is there from the beginning.
  var queues: [Int64: QueueMemory] = [1: QueueMemory(id: 1, name: "default")]
  var batches: [Int64: BatchRow] = [:]
  var callbacks: [Int64: CallbackRow] = [:]
  var defaultCallbacks = DefaultCallbacks()
  /// With what their jobs read.
  var schedules: [Int64: ScheduleRow] = [:]
  /// By their due times; of a job that is gone, 0.
  var firings: [Int64: [Timestamp: JobID]] = [:]
  var meta: [String: Int64] = [:]
  /// In which boot of the machine each boot of the store was.
  var boots: [Int64: String] = [:]

  /// Queued jobs that are meant, the first in line first.
  func inLine(_ isMeant: (JobRow) -> Bool) -> [JobRow] {
    jobs.values.filter { $0.state == .queued && isMeant($0) }
      .sorted { (-$0.priority, $0.readyAt, $0.id) < (-$1.priority, $1.readyAt, $1.id) }
  }

  /// Who waits or has waited for a parent, in the order of the children.
  func children(of parent: Parent, from child: JobID = JobID(0)) -> [EdgeRow] {
    edges.values.joined().filter { $0.dependency.parent == parent && $0.child >= child }
      .sorted { ($0.child, $0.position) < ($1.child, $1.position) }
  }

  func parents(of child: JobID) -> [EdgeRow] { (edges[child] ?? []).sorted { $0.position < $1.position } }

  func results(of child: JobID) throws(StoreError) -> ParentResults {
    var found = ParentResults()
    for edge in parents(of: child) {
      switch edge.dependency.parent {
      case .job(let id): found.jobs += try jobs([id]).map { ParentResult($0) }
      case .batch(let id): found.batches.append(id)
      }
    }
    return found
  }

  func schedule(_ key: ScheduleKey) -> ScheduleRow? {
    switch key {
    case .id(let id): schedules[id]
    case .name(let name): schedules.values.first { $0.schedule.name == name }
    }
  }

  func isUsed(_ schedule: ScheduleRow) -> Bool { jobs.values.contains { $0.schedule == schedule.id } }

  /// In the order of their ids.
  func jobs(_ list: IndexedJobs) -> [JobRow] {
    switch list {
    case .members(let id): jobs.first { $0.batch == id }
    case .waitingMembers(let id): jobs.first { $0.batch == id && $0.pending > 0 }
    case .followUps(let id): children(of: .job(id)).compactMap { jobs[$0.child] }
    case .waiting(let id):
      children(of: .batch(BatchID(id))).filter { $0.outcome == .pending }.compactMap { jobs[$0.child] }
    case .unfinished(let id): jobs.first { $0.schedule == id && !$0.state.isTerminal }
    case .lost(let boot): jobs.first { $0.state == .running && $0.boot != boot && leases[$0.id] == nil }
    case .running: jobs.first { $0.state == .running }
    }
  }

  /// Of all rows that wait.
  func moments(_ kind: MomentKind) -> [RowMoment] {
    let rows: [[any TimedRow]] = [
      Array(jobs.values), Array(schedules.values), Array(callbacks.values), Array(leases.values), Array(batches.values),
    ]
    return rows.joined().compactMap { row in row.moment(kind).map { RowMoment(at: $0, id: row.number) } }
  }

  var clockAhead: Int64 { meta[SteadyTime.aheadName] ?? 0 }
  var pause: PauseTerms? { PauseTerms { meta[$0] ?? 0 } }
  func callbacks(of owner: Parent) -> [CallbackRow] { callbacks.first { $0.owner == owner } }
}

extension Dictionary where Key: Comparable {
  /// The first rows behind `last` that are meant, in the order of their keys.
  func first(_ max: Int = .max, after last: Key? = nil, where isMeant: (Value) -> Bool = { _ in true }) -> [Value] {
    filter { entry in last.map { entry.key > $0 } ?? true && isMeant(entry.value) }
      .sorted { $0.key < $1.key }.prefix(max).map(\.value)
  }

  /// The first rows behind a place whose moment has come, the earliest first, those of one moment by their keys.
  func earliest(
    _ max: Int = .max, after last: (Timestamp, Key)? = nil, by now: Timestamp = Timestamp(micros: .max),
    _ moment: (Value) -> Timestamp?
  ) -> [Value] {
    compactMap { key, row in moment(row).map { (at: $0, key: key, row: row) } }
      .filter { row in row.at <= now && last.map { (row.at, row.key) > $0 } ?? true }
      .sorted { ($0.at, $0.key) < ($1.at, $1.key) }.prefix(max).map(\.row)
  }
}

extension JobRow {
  func belongs(to part: ReadyLine.Part) -> Bool {
    guard priority == part.priority else { return false }
    return switch part.moments {
    case .same(let first, let last): readyAt == part.readyAt && (first...last).contains(id.value)
    case .later: readyAt > part.readyAt
    case .earlier: readyAt < part.readyAt
    }
  }

  func stands(in lane: ReadyLine.Lane) -> Bool {
    switch lane {
    case .parked: isParked
    case .plain: !isParked && self.lane == nil
    case .named(let name): !isParked && self.lane == name
    case .remote: !isParked && Lane.isRemote(self.lane)
    }
  }
}
