// Statements on rows in the order of their moments: for each kind of moment its index, which holds the rows that
// `TimedRow.moment` gives one.

/// Statements on rows that wait.
enum MomentSQL {
  /// The index of the kind: the first from a place on.
  static func page(_ kind: MomentKind) -> NamedSQL { pages[kind.rawValue] }
  /// The index of the kind: one step.
  static func earliest(_ kind: MomentKind) -> NamedSQL { firsts[kind.rawValue] }

  private static let pages = MomentKind.allCases.map { kind in
    let index = Index(kind)
    return NamedSQL(
      "moment.\(kind).page", giving: MomentColumn.self,
      """
      SELECT \(index.moment), \(index.id) FROM \(index.table) INDEXED BY \(index.name)
      WHERE \(index.rows) AND \(index.moment) <= ?3 AND (\(index.moment), \(index.id)) > (?1, ?2)
      ORDER BY \(index.moment), \(index.id) LIMIT ?4
      """)
  }

  private static let firsts = MomentKind.allCases.map { kind in
    let index = Index(kind)
    return NamedSQL(
      "moment.\(kind).earliest",
      "SELECT min(\(index.moment)) FROM \(index.table) INDEXED BY \(index.name) WHERE \(index.rows)")
  }

  static let all = pages + firsts

  /// The index of a kind; `rows` is its predicate, to the letter.
  private struct Index {
    let (name, table, id, moment, rows): (String, String, String, String, String)

    init(_ kind: MomentKind) {
      let isLive = "finished_at IS NULL AND is_cancel_requested = 0"
      (name, table, id, moment, rows) =
        switch kind {
        case .jobDue: ("job_due", "job", "id", "run_at", "state IN (1, 5)")
        case .jobDeadline:
          ("job_deadline", "job", "id", "deadline_at", "deadline_at IS NOT NULL AND state < 6 AND state <> 4")
        case .jobPause: ("job_pause", "job", "id", "paused_at", "paused_at IS NOT NULL")
        case .jobExpiry: ("job_expiry", "job", "id", "expires_at", "expires_at IS NOT NULL")
        case .schedule: ("schedule_due", "schedule", "id", "fire_at", "fire_at IS NOT NULL")
        case .callback: ("callback_due", "callback", "id", "next_at", "state = 1")
        case .leaseDeadline:
          ("lease_deadline", "lease", "job_id", "deadline_at", "deadline_at IS NOT NULL AND stop_cause IS NULL")
        case .lease: ("lease_wake", "lease", "job_id", "wake_at", "wake_at IS NOT NULL")
        case .batchDeadline: ("batch_deadline", "batch", "id", "deadline_at", "deadline_at IS NOT NULL AND \(isLive)")
        case .batchTimeout: ("batch_timeout", "batch", "id", "timeout_at", "timeout_at IS NOT NULL AND \(isLive)")
        case .batchExpiry: ("batch_expiry", "batch", "id", "expires_at", "expires_at IS NOT NULL")
        }
    }
  }
}
