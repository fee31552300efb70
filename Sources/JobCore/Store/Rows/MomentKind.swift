// For what moments rows wait, and which row waits for which: said here once, for rules and for whatever keeps rows in
// the order of their moments.

/// A kind of moment, of rows of one table. Each kind is an index.
enum MomentKind: Int, CaseIterable {
  /// Of jobs: when what they wait for has come, by when they are to have started, from when on their pause is reckoned,
  /// and when one that has ended goes.
  case jobDue, jobDeadline, jobPause, jobExpiry
  case schedule
  case callback
  /// Of attempts elsewhere: by the clock, and in steady time.
  case leaseDeadline, lease
  /// Of batches: by the clock, in steady time, and when one without members goes.
  case batchDeadline, batchTimeout, batchExpiry

  /// What the first of these rows are due for by the wall clock.
  static let timesOfDay: [MomentKind] = [.jobDue, .jobDeadline, .schedule, .leaseDeadline, .batchDeadline]
  /// The same in steady time.
  static let steady: [MomentKind] = [.lease, .batchTimeout]
}

/// A row in the order of its moment.
struct RowMoment: Equatable {
  let at: Timestamp
  /// Its number in its table: rows of one moment stand in the order of these.
  let id: Int64

  static let first = RowMoment(at: Timestamp(micros: .min), id: .min)
}

/// A row that waits.
protocol TimedRow {
  var number: Int64 { get }
  /// `nil` if it has none of this kind.
  func moment(_ kind: MomentKind) -> Timestamp?
}

extension TimedRow {
  func hasCome(_ kind: MomentKind, by now: Timestamp) -> Bool { moment(kind).map { $0 <= now } ?? false }
}

extension JobRow: TimedRow {
  var number: Int64 { id.value }

  func moment(_ kind: MomentKind) -> Timestamp? {
    switch kind {
    case .jobDue: DuePolicy.dueAt(state, runAt: runAt)
    case .jobDeadline: DuePolicy.startBy(state, deadline: deadline)
    case .jobPause: pausedAt
    case .jobExpiry: expiresAt
    default: nil
    }
  }
}

extension ScheduleRow: TimedRow {
  var number: Int64 { id }
  func moment(_ kind: MomentKind) -> Timestamp? { kind == .schedule ? fireAt : nil }
}

extension CallbackRow: TimedRow {
  var number: Int64 { id }
  func moment(_ kind: MomentKind) -> Timestamp? { kind == .callback && status.state == .due ? status.nextAt : nil }
}

extension LeaseRow: TimedRow {
  var number: Int64 { job.value }

  func moment(_ kind: MomentKind) -> Timestamp? {
    switch kind {
    case .leaseDeadline: stop == nil ? deadline : nil
    case .lease: wakeAt
    default: nil
    }
  }
}

extension BatchRow: TimedRow {
  var number: Int64 { id }

  func moment(_ kind: MomentKind) -> Timestamp? {
    switch kind {
    case .batchDeadline: isLive ? deadline : nil
    case .batchTimeout: isLive ? timeoutAt : nil
    case .batchExpiry: expiresAt
    default: nil
    }
  }

  /// Its time may still be up.
  private var isLive: Bool { finishedAt == nil && !isCancelRequested }
}
