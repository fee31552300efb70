// The columns of `edge` and of `settlement`, and of what is found by them.

/// As `EdgeRow` has them.
enum EdgeColumn: Int32, SQLiteColumn {
  case childID
  case position
  case parentKind
  case parentID
  case condition
  case outcome
}

/// As `SettlementRow` has them.
enum SettlementColumn: Int32, SQLiteColumn {
  case id
  case parentKind
  case parentID
  case isSuccess
  case afterChild

  /// The id is the next one.
  static let given: [SettlementColumn] = [.parentKind, .parentID, .isSuccess, .afterChild]
}

/// Which of those who wait for an end are looked for.
enum WaitingParameter: Int32, SQLiteColumn {
  case parentKind
  case parentID
  case from
  case max
}

/// What is read of a job whose result another one may read; of more than one list of results.
protocol ResultColumn: SQLiteColumn {
  static var state: Self { get }
  static var starts: Self { get }
  static var kind: Self { get }
  static var flags: Self { get }
  static var stdoutBytes: Self { get }
}

/// A parent of a job: `edge e`, and if it is a job and still there, `job j` and its last `attempt a`.
enum ParentColumn: Int32, ResultColumn {
  case parentKind
  case parentID
  case condition
  case outcome
  case state
  case starts
  case kind
  case flags
  case stdoutBytes

  var expression: String {
    switch self {
    case .parentKind, .parentID, .condition, .outcome: "e.\(name)"
    case .state, .starts, .kind, .flags: "j.\(name)"
    case .stdoutBytes: "a.\(name)"
    }
  }
}

/// A member of a batch: `job j` and its last `attempt a`.
enum MemberColumn: Int32, ResultColumn {
  case id
  case state
  case starts
  case kind
  case flags
  case stdoutBytes

  var expression: String { self == .stdoutBytes ? "a.\(name)" : "j.\(name)" }
}
