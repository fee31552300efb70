// The statements themselves: each prepares on a migrated database, and the hot ones go by the index they name.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SQLTests {
  private func withDatabase(_ body: (RawDatabase) throws -> Void) throws {
    let directory = try TemporaryDirectory()
    let connection = try SQLiteConnection(path: "\(directory.path)/d.sqlite", isReader: false)
    try Migrator.migrate(connection)
    connection.close()
    try body(try RawDatabase("\(directory.path)/d.sqlite"))
  }

  private static var all: [NamedSQL] {
    JobSQL.all + SpecSQL.all + AttemptSQL.all + StoreSQL.all + ListSQL.all + EdgeSQL.all + BatchSQL.all + KeySQL.all
      + ScheduleSQL.all + ProgressSQL.all + CallbackSQL.all + LeaseSQL.all + SettlementSQL.all
      + AnswerSQL.all + MomentSQL.all + PlaceSQL.all + JobListSQL.all + EventSQL.all
  }

  @Test func everyStatementPrepares() throws {
    let directory = try TemporaryDirectory()
    let connection = try SQLiteConnection(path: "\(directory.path)/d.sqlite", isReader: false)
    try Migrator.migrate(connection)
    for sql in Self.all { #expect(throws: Never.self, "\(sql.name)") { _ = try connection.statement(sql) } }
    connection.close()
  }

  /// What reads a row by names counts on the statement to give as many columns, and no others.
  @Test func everyStatementGivesTheColumnsItIsReadBy() throws {
    let directory = try TemporaryDirectory()
    let connection = try SQLiteConnection(path: "\(directory.path)/d.sqlite", isReader: false)
    try Migrator.migrate(connection)
    var nameless: Set<String> = []
    for sql in Self.all {
      let count = try connection.statement(sql).columnCount
      if let columns = sql.columnCount {
        #expect(count == columns, "\(sql.name)")
      } else if count > 1 {
        nameless.insert(sql.name)
      }
    }
    connection.close()
    #expect(nameless.isEmpty, "a list of results is made of an enum, and says so: `giving:`")
  }

  @Test func namesAreDistinct() {
    let names = Self.all.map(\.name)
    #expect(Set(names).count == names.count)
  }

  /// The index of each statement whose cost must not depend on how many jobs there are.
  private static let plans: [(NamedSQL, [String])] = [
    (JobSQL.claimCandidates, ["INDEX job_ready (queue_id=?)"]),
    (JobSQL.laneCandidates, ["INDEX job_lane (lane=? AND queue_id=?)"]),
    (JobSQL.remoteCandidates, ["INDEX job_remote (queue_id=?)"]),
    (JobSQL.laneLevel, ["INDEX job_lane (lane=? AND queue_id=? AND priority=?", "AND priority<?"]),
    (
      JobSQL.remoteLevel,
      ["INDEX job_remote (queue_id=? AND priority=?", "INDEX job_remote (queue_id=? AND priority<?"]
    ),
    (PlaceSQL.same.plain, ["INDEX job_ready (queue_id=? AND priority=? AND ready_at=? AND id>? AND id<?)"]),
    (
      PlaceSQL.same.named, ["INDEX job_lane (lane=? AND queue_id=? AND priority=? AND ready_at=? AND id>? AND id<?)"]
    ),
    (PlaceSQL.same.remote, ["INDEX job_remote (queue_id=? AND priority=? AND ready_at=? AND id>? AND id<?)"]),
    (PlaceSQL.same.parked, ["INDEX job_parked (queue_id=? AND priority=? AND ready_at=? AND id>? AND id<?)"]),
    (PlaceSQL.later.plain, ["INDEX job_ready (queue_id=? AND priority=? AND ready_at>?)"]),
    (PlaceSQL.later.named, ["INDEX job_lane (lane=? AND queue_id=? AND priority=? AND ready_at>?)"]),
    (PlaceSQL.later.remote, ["INDEX job_remote (queue_id=? AND priority=? AND ready_at>?)"]),
    (PlaceSQL.later.parked, ["INDEX job_parked (queue_id=? AND priority=? AND ready_at>?)"]),
    (PlaceSQL.earlier.plain, ["INDEX job_ready (queue_id=? AND priority=? AND ready_at<?)"]),
    (PlaceSQL.earlier.named, ["INDEX job_lane (lane=? AND queue_id=? AND priority=? AND ready_at<?)"]),
    (PlaceSQL.earlier.remote, ["INDEX job_remote (queue_id=? AND priority=? AND ready_at<?)"]),
    (PlaceSQL.earlier.parked, ["INDEX job_parked (queue_id=? AND priority=? AND ready_at<?)"]),
    (JobSQL.nextLane, ["INDEX job_lane (lane>?)"]),
    (JobSQL.nextQueueOfLane, ["INDEX job_lane (lane=? AND queue_id>?)"]),
    (
      JobSQL.ahead,
      [
        "INDEX job_ready (queue_id=? AND priority>?)",
        "INDEX job_ready (queue_id=? AND priority=? AND ready_at=? AND id<?)",
      ]
    ),
    (
      JobSQL.aheadInLane,
      [
        "INDEX job_lane (lane=? AND queue_id=? AND priority>?)",
        "INDEX job_lane (lane=? AND queue_id=? AND priority=? AND ready_at=? AND id<?)",
      ]
    ),
    (
      JobSQL.aheadParked,
      [
        "(limit_id=? AND state=? AND queue_id=? AND lane=? AND is_parked=? AND priority>?)",
        "(limit_id=? AND state=? AND queue_id=? AND lane=? AND is_parked=? AND priority=? AND ready_at=? AND id<?)",
      ]
    ),
    (JobSQL.limitHolder, ["INDEX job_by_limit (limit_id=? AND state=?)"]),
    (StoreSQL.headOfLane, ["INDEX job_lane (lane=? AND queue_id=?)"]),
    (StoreSQL.headOfRemote, ["INDEX job_remote (queue_id=?)"]),
    (ListSQL.laneSamePriority, ["INDEX job_lane (lane=? AND queue_id=? AND priority=?"]),
    (ListSQL.laneLowerPriority, ["INDEX job_lane (lane=? AND queue_id=? AND priority<?"]),
    (ListSQL.remoteSamePriority, ["INDEX job_remote (queue_id=? AND priority=?"]),
    (ListSQL.remoteLowerPriority, ["INDEX job_remote (queue_id=? AND priority<?"]),
    (LeaseSQL.get, ["INTEGER PRIMARY KEY"]),
    (LeaseSQL.endMark, ["PRIMARY KEY (job_id=? AND start=?)"]),
    (BatchSQL.memberStates, ["INDEX job_batch (batch_id=?)"]),
    (BatchSQL.memberResults, ["INDEX job_batch (batch_id=? AND"]),
    (ProgressSQL.get, ["INTEGER PRIMARY KEY"]),
    (EventSQL.labels, ["SEARCH j USING INTEGER PRIMARY KEY", "SEARCH s USING INTEGER PRIMARY KEY"]),
    (EventSQL.exit, ["PRIMARY KEY (job_id=? AND start=?)"]),
    (ProgressSQL.checkpoint, ["INTEGER PRIMARY KEY"]),
    (AttemptSQL.http, ["PRIMARY KEY (job_id=?)"]),
    (AttemptSQL.fates, ["PRIMARY KEY (job_id=? AND start<?)"]),
    (AttemptSQL.remove, ["PRIMARY KEY (job_id=? AND start=?)"]),
    (JobSQL.update, ["INTEGER PRIMARY KEY"]),
    (JobSQL.updateMoved, ["INTEGER PRIMARY KEY"]),
    (JobSQL.updateStarted, ["INTEGER PRIMARY KEY"]), (JobSQL.updateEnded, ["INTEGER PRIMARY KEY"]),
    (JobSQL.facts, ["INTEGER PRIMARY KEY"]),
    (JobSQL.terms, ["SEARCH s USING INTEGER PRIMARY KEY", "SEARCH u USING INTEGER", "SEARCH l USING INTEGER"]),
    (JobSQL.state, ["INTEGER PRIMARY KEY"]),
    (JobSQL.starts, ["INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]),
    (SpecSQL.select, ["INTEGER PRIMARY KEY"]),
    (AttemptSQL.latest, ["PRIMARY KEY (job_id=?)"]), (AttemptSQL.startOf, ["PRIMARY KEY (job_id=?)"]),
    (AttemptSQL.result, ["PRIMARY KEY (job_id=? AND start=?)"]),
    (AnswerSQL.get, ["PRIMARY KEY (key=?)"]),
    (StoreSQL.headOfLine, ["INDEX job_ready (queue_id=?)"]),
    (StoreSQL.headOfParked, ["INDEX job_parked (queue_id=?)"]),
    (ListSQL.job, ["PRIMARY KEY"]),
    (ListSQL.newest, ["INTEGER PRIMARY KEY"]),
    (ListSQL.oldest, ["INTEGER PRIMARY KEY"]),
    (ListSQL.endedTogether, ["INDEX job_end (finished_at=? AND rowid<?)"]),
    (ListSQL.endedEarlier, ["INDEX job_end (finished_at>? AND finished_at<?)"]),
    (ListSQL.searched, ["INTEGER PRIMARY KEY"]),
    (ListSQL.batchName, ["INTEGER PRIMARY KEY"]),
    (ListSQL.scheduleName, ["INTEGER PRIMARY KEY"]),
    (ListSQL.newestInState, ["INDEX job_state (state=?"]),
    (ListSQL.oldestInState, ["INDEX job_state (state=?"]),
    (ListSQL.newestInQueue, ["INDEX job_queue (queue_id=?"]),
    (ListSQL.oldestInQueue, ["INDEX job_queue (queue_id=?"]),
    (ListSQL.newestWithTag, ["PRIMARY KEY (name=? AND value=?"]),
    (ListSQL.oldestWithTag, ["PRIMARY KEY (name=? AND value=?"]),
    (ListSQL.readySamePriority, ["INDEX job_ready (queue_id=? AND priority=?"]),
    (ListSQL.readyLowerPriority, ["INDEX job_ready (queue_id=? AND priority<?"]),
    (ListSQL.parkedSamePriority, ["INDEX job_parked (queue_id=? AND priority=?"]),
    (ListSQL.parkedLowerPriority, ["INDEX job_parked (queue_id=? AND priority<?"]),
    (ListSQL.newestInBatch, ["INDEX job_batch (batch_id=?"]),
    (ListSQL.oldestInBatch, ["INDEX job_batch (batch_id=?"]),
    (ListSQL.newestOfSchedule, ["INDEX job_schedule (schedule_id=?"]),
    (ListSQL.oldestOfSchedule, ["INDEX job_schedule (schedule_id=?"]),
    (JobSQL.claimLevel, ["INDEX job_ready (queue_id=? AND priority=?", "INDEX job_ready (queue_id=? AND priority<?"]),
    (JobSQL.runningWeights, ["INDEX job_state (state=?"]),
    (EdgeSQL.pending, ["INDEX edge_pending (parent_kind=? AND parent_id=? AND child_id>?"]),
    (EdgeSQL.decide, ["PRIMARY KEY (child_id=? AND position=?"]),
    (EdgeSQL.parents, ["PRIMARY KEY (child_id=?"]),
    (EdgeSQL.children, ["INDEX edge_parent (parent_kind=? AND parent_id=?"]),
    (JobListSQL.followUps, ["INDEX edge_parent (parent_kind=? AND parent_id=? AND child_id>?", "INTEGER PRIMARY KEY"]),
    (JobListSQL.waitingMembers, ["INDEX job_batch_pending (batch_id=? AND"]),
    (BatchSQL.cancelling, ["INDEX batch_cancel"]),
    (SettlementSQL.ofParent, ["(parent_kind=? AND parent_id=?)"]),
    (ScheduleSQL.stdin, ["(schedule_id=?)"]),
    (SpecSQL.decisive, ["INTEGER PRIMARY KEY"]),
    (SpecSQL.tags, ["INTEGER PRIMARY KEY"]),
    (ListSQL.realmsInBatch, ["INDEX job_batch (batch_id=? AND"]),
    (BatchSQL.members, ["INDEX job_batch (batch_id=?"]),
    (JobListSQL.members, ["INDEX job_batch (batch_id=?"]),
    (BatchSQL.newest, ["INTEGER PRIMARY KEY"]),
    (CallbackSQL.ofOwner, ["INDEX callback_owner (owner_kind=? AND owner_id=?"]),
    (CallbackSQL.get, ["INTEGER PRIMARY KEY"]),
    (CallbackSQL.update, ["INTEGER PRIMARY KEY"]),
    (CallbackSQL.remove, ["INTEGER PRIMARY KEY"]),
    (CallbackSQL.removeAll, ["INDEX callback_owner (owner_kind=? AND owner_id=?"]),
    (KeySQL.bestParked, ["INDEX job_by_limit (limit_id=? AND state=? AND queue_id=? AND lane=? AND is_parked=?"]),
    (KeySQL.worstAdmitted, ["INDEX job_by_limit (limit_id=? AND state=? AND queue_id=? AND lane=? AND is_parked=?"]),
    (KeySQL.unique, ["PRIMARY KEY (key=?"]),
    (ScheduleSQL.get, ["INTEGER PRIMARY KEY"]),
    (JobListSQL.unfinished, ["INDEX job_schedule_live (schedule_id=? AND id<?"]),
    (ScheduleSQL.firing, ["PRIMARY KEY (schedule_id=? AND due_at=?"]),
    (ScheduleSQL.forgetFiredJob, ["INDEX firing_job (job_id=?"]),
    (JobListSQL.lost, ["INDEX job_state (state=? AND id>?"]),
    (JobListSQL.running, ["INDEX job_state (state=? AND id>?"]),
    (ScheduleSQL.goneFirings, ["INDEX firing_job (job_id=? AND schedule_id=? AND due_at<?"]),
    (ScheduleSQL.pruneFirings, ["INDEX firing_job (job_id=? AND schedule_id=? AND due_at<?"]),
    (ScheduleSQL.nextDeleted, ["INDEX schedule_deleted (id>?)", "INDEX job_schedule (schedule_id=?"]),
    (JobListSQL.waitingForBatch, ["INDEX edge_pending (parent_kind=? AND parent_id=? AND child_id>?"]),
    (BatchSQL.firstEnded, ["INDEX job_batch_end (batch_id=? AND state=?"]),
    (ScheduleSQL.clocks, ["INTEGER PRIMARY KEY"]),
    (LeaseSQL.page, ["INTEGER PRIMARY KEY"]),
    (LeaseSQL.update, ["INTEGER PRIMARY KEY"]),
    (LeaseSQL.renew, ["INTEGER PRIMARY KEY"]),
    (JobSQL.parkedCandidates, ["INDEX job_parked (queue_id=?)"]),
    (AnswerSQL.ahead, ["INDEX idempotency_age (created_at>?"]),
  ]

  /// The index of each kind of moment.
  private static let moments = [
    "job_due (run_at>? AND run_at<?)", "job_deadline (deadline_at>? AND deadline_at<?)",
    "job_pause (paused_at>? AND paused_at<?)", "job_expiry (expires_at>? AND expires_at<?)",
    "schedule_due (fire_at>? AND fire_at<?)",
    "callback_due (next_at>? AND next_at<?)", "lease_deadline (deadline_at>? AND deadline_at<?)",
    "lease_wake (wake_at>? AND wake_at<?)", "batch_deadline (deadline_at>? AND deadline_at<?)",
    "batch_timeout (timeout_at>? AND timeout_at<?)", "batch_expiry (expires_at>? AND expires_at<?)",
  ]

  @Test func hotStatementsGoByTheirIndexAndSortNothing() throws {
    #expect(Self.moments.count == MomentKind.allCases.count)
    let pages = zip(MomentKind.allCases, Self.moments).map { (MomentSQL.page($0), ["INDEX \($1)"]) }
    let firsts = zip(MomentKind.allCases, Self.moments).map { kind, index in
      (MomentSQL.earliest(kind), ["INDEX \(index.prefix { $0 != " " })"])
    }
    try withDatabase { database in
      for (sql, wanted) in Self.plans + pages + firsts {
        let plan = try database.texts("EXPLAIN QUERY PLAN \(sql.text)").joined(separator: "\n")
        for index in wanted { #expect(plan.contains(index), "\(sql.name): \(plan)") }
        #expect(!plan.contains("TEMP B-TREE"), "\(sql.name): \(plan)")
        // The least entry of a partial index is found by stepping onto its first row.
        let isMinimum = firsts.contains { $0.0.name == sql.name }
        // Nor is the counting of the rows that a bounded search has found a scan.
        let ofTables = plan.replacing(/SCAN \(subquery-\d+\)|SCAN CONSTANT ROW/, with: "")
        if !isMinimum { #expect(!ofTables.contains("SCAN"), "\(sql.name): \(plan)") }
      }
    }
  }

  /// Once for each job, or more often.
  private static let hot = [
    JobSQL.insert, JobSQL.insertStarted, JobSQL.insertEnded, JobSQL.claimCandidates, JobSQL.laneCandidates,
    JobSQL.remoteCandidates, JobSQL.update, JobSQL.updateMoved, JobSQL.updateStarted, JobSQL.updateEnded,
    JobSQL.facts, JobSQL.terms,
    MomentSQL.page(.jobDue), MomentSQL.earliest(.jobDue), MomentSQL.page(.jobDeadline),
    MomentSQL.earliest(.jobDeadline), SpecSQL.insert, SpecSQL.select,
    SpecSQL.insertTag, AttemptSQL.insert, StoreSQL.setCount, StoreSQL.setMeta,
    StoreSQL.setTokens, EdgeSQL.insert, EdgeSQL.decide, EdgeSQL.pending, KeySQL.unique, LeaseSQL.insert,
    LeaseSQL.update, LeaseSQL.renew, LeaseSQL.delete,
    BatchSQL.update,
  ]

  /// SQLite makes one for each list of more than two values, also in a CHECK or in the predicate of an index that a
  /// write has to look at, and for each RETURNING.
  @Test func noHotStatementBuildsATemporaryTable() throws {
    try withDatabase { database in
      func isBuilt(_ sql: String) throws -> Bool {
        try database.texts("EXPLAIN \(sql)").contains { $0.contains("|OpenEphemeral|") }
      }
      for sql in Self.hot {
        let isHeavy = try isBuilt(sql.text)
        #expect(!isHeavy, "\(sql.name)")
      }
      // What this test looks for is there to be seen.
      for text in ["UPDATE job SET state = 4 WHERE id = 1 RETURNING id", "SELECT id FROM job WHERE flags IN (1, 2, 3)"]
      {
        let isHeavy = try isBuilt(text)
        #expect(isHeavy, "\(text)")
      }
    }
  }

  /// Every pair of a state and what the row may hold with it: the CHECKs say what JobState says.
  @Test func rowsCannotBreakTheStateMachine() throws {
    try withDatabase { database in
      for state in JobState.allCases {
        for (isFinished, hasBoot, hasReason, hasRunAt, attempt) in Self.facts {
          let needsReason = [.retrying, .failed, .cancelled, .skipped].contains(state)
          let isLegal =
            isFinished == state.isTerminal && hasBoot == (state == .running) && (hasReason || !needsReason)
            && (hasRunAt || !state.isTimed) && (state != .running || attempt > 0)
          let insert = """
            INSERT INTO job (state, queue_id, priority, kind, flags, attempt, max_attempts, starts, created_at,
              finished_at, boot, reason, run_at)
            VALUES (\(state.rawValue), 1, 0, 4, 0, \(attempt), 1, \(attempt), 0,
              \(isFinished ? "1" : "NULL"), \(hasBoot ? "1" : "NULL"), \(hasReason ? "1" : "NULL"),
              \(hasRunAt ? "1" : "NULL"))
            """
          var wasTaken = true
          do { try database.execute(insert) } catch { wasTaken = false }
          #expect(wasTaken == isLegal, "\(state): \(insert)")
        }
      }
      #expect(throws: RawDatabase.Failure.self) {
        try database.execute("UPDATE job SET state = 10 WHERE id = 1")
      }
    }
  }

  private static var facts: [(Bool, Bool, Bool, Bool, Int)] {
    var facts: [(Bool, Bool, Bool, Bool, Int)] = []
    for bits in 0..<32 {
      facts.append((bits & 1 > 0, bits & 2 > 0, bits & 4 > 0, bits & 8 > 0, bits >> 4))
    }
    return facts
  }
}
