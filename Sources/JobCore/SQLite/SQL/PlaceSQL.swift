// Statements on the places of queued jobs: who became ready at a moment, and who stands next to them.

/// Statements on places in line, each for every lane there is.
enum PlaceSQL {
  /// A search in the four lines of a queue: indexes job_ready, job_lane, job_remote and job_parked.
  struct OfLanes {
    let plain: NamedSQL
    let named: NamedSQL
    let remote: NamedSQL
    let parked: NamedSQL

    fileprivate init(_ name: String, _ moments: String, order: String) {
      // Named: where numbers are bounded, too, SQLite would rather go through all queued jobs by them.
      func statement(_ lane: String, _ index: String, _ isInLine: String) -> NamedSQL {
        NamedSQL(
          "place.\(name).\(lane)", giving: JobColumn.self,
          """
          SELECT \(JobColumn.list) FROM job INDEXED BY \(index)
          WHERE queue_id = \(ReadyLineParameter.queueID.parameter) AND state = 3 AND \(isInLine)
            AND priority = \(ReadyLineParameter.priority.parameter) AND \(moments)
          ORDER BY \(order) LIMIT \(ReadyLineParameter.max.parameter)
          """)
      }
      plain = statement("plain", "job_ready", "is_parked = 0 AND lane IS NULL")
      named = statement("named", "job_lane", "is_parked = 0 AND lane = \(ReadyLineParameter.lane.parameter)")
      remote = statement("remote", "job_remote", "is_parked = 0 AND \(JobSQL.isRemote)")
      parked = statement("parked", "job_parked", "is_parked = 1")
    }

    var all: [NamedSQL] { [plain, named, remote, parked] }
  }

  private static let moment = ReadyLineParameter.readyAt.parameter

  static let same = OfLanes(
    "same",
    "ready_at = \(moment) AND id BETWEEN \(ReadyLineParameter.first.parameter) AND \(ReadyLineParameter.last.parameter)",
    order: "id")
  static let later = OfLanes("later", "ready_at > \(moment)", order: "ready_at, id")
  static let earlier = OfLanes("earlier", "ready_at < \(moment)", order: "ready_at DESC, id DESC")

  static func statement(for part: ReadyLine.Part, in lane: ReadyLine.Lane) -> NamedSQL {
    let search =
      switch part.moments {
      case .same: same
      case .later: later
      case .earlier: earlier
      }
    return switch lane {
    case .plain: search.plain
    case .named: search.named
    case .remote: search.remote
    case .parked: search.parked
    }
  }

  static let all = same.all + later.all + earlier.all
}
