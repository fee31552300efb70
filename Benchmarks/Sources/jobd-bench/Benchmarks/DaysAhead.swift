// What a million jobs cost whose time has not come: nothing, while nothing is due.

import Glibc

/// Thirty seconds of rest over a full calendar.
enum DaysAhead {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let count = run.scaled(1_000_000)
    let empty = try Jobd(run.programs, in: scratch.path)
    let rest = Rest(empty)
    empty.stop()
    try fill(empty.databasePath, count)
    let jobd = try Jobd(run.programs, in: scratch.path)
    let scheduled = try jobd.ask().count(["scheduled"])
    guard scheduled == count else { throw BenchFailure("\(scheduled) of \(count) jobs are scheduled") }
    let full = Rest(jobd)
    let what = "\(Figure.short(Double(count))) jobs due over a day, 30 s before the first"
    run.report.add(
      Figure(
        what: "\(what): wakeups more than an empty daemon has", value: Double(full.switches - rest.switches),
        unit: "switches", budget: .valueAtMost(1), note: "\(full.switches), and \(rest.switches) when it is empty"))
    run.report.add(
      Figure(
        what: "\(what): processor", value: full.processorMillis, unit: "ms", referenceName: "empty",
        reference: rest.processorMillis, budget: .valueAtMost(10),
        note: "\(Figure.short(full.residentMiB)) MiB resident"))
    jobd.child.end(SIGKILL)
  }

  /// Thirty seconds of a daemon that is left alone.
  private struct Rest {
    let switches: Int
    let processorMillis: Double
    let residentMiB: Double

    init(_ jobd: Jobd) {
      // Threads that the start needed end by themselves when they have had nothing to do for some seconds.
      Clock.sleep(seconds: 8)
      let before = ProcessFigures(pid: jobd.child.pid)
      Clock.sleep(seconds: 30)
      let after = ProcessFigures(pid: jobd.child.pid)
      switches = after.switches(since: before)
      processorMillis = after.processorMillis - before.processorMillis
      residentMiB = after.residentMiB
    }
  }

  /// Due at even steps over the day that begins in an hour; jobd is not running meanwhile.
  private static func fill(_ path: String, _ count: Int) throws(BenchFailure) {
    let now = Clock.wall
    let step = 86_400_000_000 / Int64(count)
    try Database(path).run(
      """
      PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;
      BEGIN;
      INSERT OR IGNORE INTO queue (id, name) VALUES (1, 'default');
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
      INSERT INTO job (id, state, queue_id, priority, kind, flags, attempt, max_attempts, starts, created_at, run_at)
      SELECT i, 1, 1, 0, 4, 0, 0, 1, 0, \(now), \(now + 3_600_000_000) + i * \(step) FROM n;
      INSERT INTO job_spec (id, handler, submitted_by) SELECT id, 'noop', 'uid:0' FROM job;
      INSERT OR REPLACE INTO job_count (queue_id, state, count) VALUES (1, 1, \(count));
      UPDATE meta SET value = \(count) WHERE name = 'last_job_id';
      COMMIT;
      PRAGMA wal_checkpoint(TRUNCATE);
      """)
  }
}
