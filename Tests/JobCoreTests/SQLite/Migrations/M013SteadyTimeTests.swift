// Attempts elsewhere that run, and pauses that last, while jobd is replaced by one with steady time.

import TestSupport
import Testing

@testable import JobCore

@Suite struct M013SteadyTimeTests {
  /// 1: external, a timeout before its deadline. 2: remote, a deadline before its timeout. 3: remote, told to end by a
  /// version that did not keep when. 4: waits for its next attempt.
  private static let rows = """
    INSERT INTO queue (id, name) VALUES (7, 'q');
    INSERT INTO job (id, state, queue_id, priority, kind, flags, attempt, max_attempts, starts, created_at, started_at,
      boot, deadline_at, reason, run_at)
    VALUES (1, 4, 7, 0, 5, 0, 1, 1, 1, 90, 100, 1, 9000, NULL, NULL),
      (2, 4, 7, 0, 4, 0, 1, 1, 1, 90, 100, 1, 500, NULL, NULL),
      (3, 4, 7, 0, 4, 0, 1, 1, 1, 90, 100, 1, NULL, NULL, NULL),
      (4, 5, 7, 0, 4, 0, 1, 2, 1, 90, 100, NULL, NULL, 1, 300);
    INSERT INTO job_spec (id, is_external, handler, timeout)
    VALUES (1, 1, NULL, 1000), (2, 0, 'h', 2000), (3, 0, 'h', 400), (4, 0, 'h', NULL);
    INSERT INTO attempt (job_id, start, attempt, started_at, finished_at, outcome, stdout_bytes, stderr_bytes,
      is_log_truncated) VALUES (4, 1, 1, 100, 200, 3, 0, 0, 0);
    INSERT INTO lease (job_id, secret, lease, expires_at, limit_at, limit_cause, stop_cause, end_at, wake_at, is_touched)
    VALUES (1, '', NULL, NULL, 1100, 1, NULL, NULL, 1100, 0), (2, 's', 60, 160, 500, 2, NULL, NULL, 500, 1),
      (3, 't', 60, 160, 500, 1, 1, 600, 600, 0);
    """

  @Test func leasesAndPausesAreTakenOver() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/d.sqlite"
    let connection = try SQLiteConnection(path: path, isReader: false)
    defer { connection.close() }
    for script in Migrator.scripts.prefix(11) {
      try connection.executeMigration("BEGIN;\n\(script)\nCOMMIT;", as: "old")
    }
    let database = try RawDatabase(path)
    try database.execute(Self.rows)
    try connection.executeMigration("BEGIN;\n\(M013SteadyTime.script)\nCOMMIT;", as: "new")
    let columns = "secret, began_at, expires_at, timeout_at, deadline_at, told_at, end_at, wake_at, is_touched"
    #expect(
      try database.texts("SELECT job_id, \(columns) FROM lease ORDER BY job_id") == [
        "1||100|NULL|1100|9000|NULL|NULL|1100|0",
        "2|s|100|160|2100|500|NULL|NULL|2100|1",
        "3|t|100|160|500|NULL|600|600|600|0",
      ])
    #expect(try database.texts("SELECT id, paused_at FROM job WHERE paused_at IS NOT NULL") == ["4|200"])
  }
}
