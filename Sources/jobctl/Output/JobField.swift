// The fields of a job that tables, formats and CSV know by name: those of the wire, and what is made of them for people.

import JobWire

/// A field of a list.
enum JobField: String, CaseIterable, Sendable {
  case id
  case state
  case name
  case command
  case queue
  case priority
  case batch
  case schedule
  case kind
  /// Time in this state.
  case age
  case took
  case detail
  case reason
  case progress
  case attempt
  case maxAttempts = "max_attempts"
  case createdAt = "created_at"
  case runAt = "run_at"
  case startedAt = "started_at"
  case finishedAt = "finished_at"
  case stateSince = "state_since"
  case durationMillis = "duration_ms"
  case waitMillis = "wait_ms"
  case exitCode = "exit_code"
  case signal
  case pid
  case error
  case tags
  case submittedBy = "submitted_by"

  /// A value that can be put in order.
  enum Key: Equatable {
    case number(Int64)
    case text(String)
  }

  /// All that may be named, for a message.
  static var known: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// What is sorted by; nil stands behind everything.
  func key(of row: ListedJob) -> Key? {
    let job = row.job
    switch self {
    case .id: return .number(job.id)
    case .state: return WireJobState.allCases.firstIndex(of: job.state).map { .number(Int64($0)) }
    case .name: return row.name.map { .text($0) }
    case .command: return row.command.map { .text($0) }
    case .queue: return .text(job.queue)
    case .priority: return .number(Int64(job.priority))
    case .batch: return job.batch.map { .number($0) }
    case .schedule: return job.schedule.map { .text($0) }
    case .kind: return .text(job.kind)
    case .age: return .number(row.moment.now.micros - (job.stateSince ?? job.createdAt).micros)
    case .took: return job.duration.map { .number($0.micros) }
    case .detail: return row.detail.isEmpty ? nil : .text(row.detail)
    case .reason: return job.reason.map { .text($0) }
    case .progress: return job.progress?.fraction.map { .number(Int64(min(1, max(0, $0)) * 1_000_000)) }
    case .attempt: return .number(Int64(job.attempt))
    case .maxAttempts: return .number(Int64(job.maxAttempts))
    case .createdAt, .runAt, .startedAt, .finishedAt, .stateSince: return time(of: job).map { .number($0.micros) }
    case .durationMillis: return job.durationMillis.map { .number($0) }
    case .waitMillis: return job.waitMillis.map { .number($0) }
    case .exitCode: return job.exitCode.map { .number(Int64($0)) }
    case .signal: return job.signal.map { .number(Int64($0)) }
    case .pid: return job.pid.map { .number(Int64($0)) }
    case .error: return job.error.map { .text($0.message) }
    case .tags: return job.tags.isEmpty ? nil : .text(Self.words(job.tags))
    case .submittedBy: return job.submittedBy.map { .text($0) }
    }
  }

  /// The value as text, for formats and CSV: as the wire has it, nothing if there is none.
  func text(of row: ListedJob) -> String {
    switch self {
    case .state: row.job.state.rawValue
    case .age: row.age
    case .took: row.took ?? ""
    case .progress: row.job.progress?.fraction.map(ProgressText.percent) ?? ""
    case .createdAt, .runAt, .startedAt, .finishedAt, .stateSince: time(of: row.job).map { "\($0)" } ?? ""
    default:
      switch key(of: row) {
      case .number(let number): "\(number)"
      case .text(let text): text
      case nil: ""
      }
    }
  }

  /// The value in a table.
  func cell(of row: ListedJob) -> Table.Cell {
    switch self {
    case .id: return Table.Cell(text(of: row), .bold)
    case .state: return Table.Cell(text(of: row), Style(row.job.state))
    case .priority: return Table.Cell(text(of: row), row.job.priority == 0 ? .dim : .plain)
    case .detail: return Table.Cell(row.detail, .dim)
    case .createdAt, .runAt, .startedAt, .finishedAt, .stateSince:
      return Table.Cell(time(of: row.job).map(Moment.zoned) ?? "-")
    default:
      let text = text(of: row)
      return Table.Cell(text.isEmpty ? "-" : text)
    }
  }

  private func time(of job: JobView) -> WireTime? {
    switch self {
    case .createdAt: job.createdAt
    case .runAt: job.runAt
    case .startedAt: job.startedAt
    case .finishedAt: job.finishedAt
    case .stateSince: job.stateSince
    default: nil
    }
  }

  private static func words(_ tags: [String: String]) -> String {
    tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }
}

extension JobField {
  /// How the column is laid out. What can be done without goes first where there is no room; id, state and command stay.
  var column: Table.Column {
    switch self {
    case .name: Table.Column(title, widthMin: 8, widthWanted: 12, widthEnough: 20, rank: 6)
    case .command: Table.Column(title, widthMin: 4, widthWanted: 20)
    case .queue: Table.Column(title, widthMin: 5, rank: 3)
    case .batch: Table.Column(title, isRightAligned: true, rank: 1)
    case .priority: Table.Column(title, isRightAligned: true, rank: 2)
    case .took: Table.Column(title, isRightAligned: true, rank: 4)
    case .age: Table.Column(title, isRightAligned: true, rank: 5)
    case .detail, .schedule, .error, .tags, .submittedBy, .reason: Table.Column(title, widthMin: 6)
    case .state, .kind, .progress, .createdAt, .runAt, .startedAt, .finishedAt, .stateSince: Table.Column(title)
    case .id, .attempt, .maxAttempts, .durationMillis, .waitMillis, .exitCode, .signal, .pid:
      Table.Column(title, isRightAligned: true)
    }
  }

  private var title: String {
    self == .priority ? "PRI" : String(rawValue.uppercased().map { $0 == "_" ? " " : $0 })
  }
}
