// Whether anything gets slower with what is stored: lists, claims, memory and start with a million jobs queued and
// as many finished, beside a database that holds next to nothing.

import Glibc

/// The same questions to databases of different sizes.
enum LargeDatabase {
  /// What was measured with one size.
  private struct Answers {
    var newest = Double.nan
    var queued = Double.nan
    var failed = Double.nan
    var claimsPerSecond = Double.nan
    var readyMillis = Double.nan
    var residentMiB = Double.nan
    var anonymousMiB = Double.nan
  }

  static func run(_ run: Run) throws(BenchFailure) {
    let small = try measure(run, queued: 2_000, finished: 500)
    for (queued, finished) in [(run.scaled(100_000), 1_000), (run.scaled(1_000_000), run.scaled(1_000_000))] {
      let large = try measure(run, queued: queued, finished: finished)
      let size = "\(Figure.short(Double(queued))) queued, \(Figure.short(Double(finished))) finished"
      let lists = [
        ("list, newest 50", large.newest, small.newest), ("list, 50 queued", large.queued, small.queued),
        ("list, 50 failed", large.failed, small.failed),
      ]
      for (what, value, reference) in lists {
        run.report.add(
          Figure(
            what: "\(what), \(size)", value: value, unit: "ms", referenceName: "small", reference: reference,
            budget: .ratioAtMost(1.2)))
      }
      run.report.add(
        Figure(
          what: "no-op claimed, run, recorded, \(size)", value: 1_000_000 / large.claimsPerSecond, unit: "µs",
          referenceName: "small", reference: 1_000_000 / small.claimsPerSecond, budget: .ratioAtMost(1.2)))
      run.report.add(
        Figure(
          what: "ready after kill -9, \(size)", value: large.readyMillis, unit: "ms", referenceName: "small",
          reference: small.readyMillis, budget: .valueAtMost(1_000)))
      run.report.add(
        Figure(
          what: "memory, \(size)", value: large.residentMiB, unit: "MiB", referenceName: "small",
          reference: small.residentMiB, budget: .valueAtMost(60),
          note: "\(Figure.short(large.anonymousMiB)) MiB of it not shared with files"))
    }
  }

  private static func measure(_ run: Run, queued: Int, finished: Int) throws(BenchFailure) -> Answers {
    let scratch = try run.scratch()
    let empty = try Jobd(run.programs, in: scratch.path)
    try empty.ask().bytes("POST", "/v1/queues/default/pause")
    empty.stop()
    try fill(empty.databasePath, queued: queued, finished: finished)
    var answers = Answers()
    let first = try Jobd(run.programs, in: scratch.path)
    // Something in the log that has not been folded into the file, as after any crash.
    try first.ask().submit([String](repeating: #"{"handler":"noop","hold":true}"#, count: 1_000))
    first.child.end(SIGKILL)
    let jobd = try Jobd(run.programs, in: scratch.path)
    answers.readyMillis = jobd.readyMillis
    let ask = try jobd.ask()
    Clock.sleep(seconds: 1)
    let memory = ProcessFigures(pid: jobd.child.pid)
    answers.residentMiB = memory.residentMiB
    answers.anonymousMiB = memory.anonymousMiB
    answers.newest = try list(jobd, "")
    answers.queued = try list(jobd, "&state=queued")
    answers.failed = try list(jobd, "&state=failed")
    try ask.bytes("POST", "/v1/queues/default/resume")
    let claimed = min(queued, 2_000)
    while try ask.count(["succeeded"]) < finished - finished / 10 + claimed { Clock.sleep(seconds: 0.02) }
    let lastOld = finished
    let row = try jobd.read().rows(
      """
      SELECT count(*), max(finished_at) - min(started_at) FROM job
      WHERE id > \(lastOld) AND id <= \(lastOld + claimed) AND state = 6
      """)[0]
    answers.claimsPerSecond = Double(row[0]) / Double(row[1]) * 1_000_000
    jobd.child.end(SIGKILL)
    return answers
  }

  /// Median time of an answer in milliseconds.
  private static func list(_ jobd: Jobd, _ filter: String) throws(BenchFailure) -> Double {
    let load = LoadClient(socketPath: jobd.socketPath, clients: 1)
    let exchange = HTTPExchange("GET", "/v1/jobs?limit=50\(filter)", status: 200)
    return Samples(try load.run(exchange, count: 500).latencies).p50 / 1_000
  }

  /// Finished jobs first (one in ten failed), then queued ones; jobd is not running meanwhile.
  private static func fill(_ path: String, queued: Int, finished: Int) throws(BenchFailure) {
    let base = try Database(path)
    let failed = finished / 10
    let expiry = Clock.wall + 604_800_000_000
    let now = Clock.wall
    try base.run(
      """
      PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;
      BEGIN;
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(finished))
      INSERT INTO job (id, state, queue_id, priority, kind, flags, attempt, max_attempts, starts, created_at, started_at,
        finished_at, expires_at, reason)
      SELECT i, iif(i % 10 = 0, 7, 6), 1, 0, 4, 0, 1, 1, 1, \(now), \(now), \(now), \(expiry) + i,
        iif(i % 10 = 0, 6, NULL) FROM n;
      INSERT INTO attempt (job_id, start, attempt, started_at, finished_at, outcome, stdout_bytes, stderr_bytes,
        is_log_truncated)
      SELECT id, 1, 1, started_at, finished_at, iif(state = 7, 2, 1), 0, 0, 0 FROM job;
      WITH RECURSIVE n (i) AS (SELECT \(finished) + 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(finished + queued))
      INSERT INTO job (id, state, queue_id, priority, kind, flags, attempt, max_attempts, starts, created_at)
      SELECT i, 3, 1, 0, 4, 0, 0, 1, 0, \(now) FROM n;
      INSERT INTO job_spec (id, handler, submitted_by) SELECT id, 'noop', 'uid:0' FROM job;
      INSERT OR REPLACE INTO job_count (queue_id, state, count)
      VALUES (1, 3, \(queued)), (1, 6, \(finished - failed)), (1, 7, \(failed));
      UPDATE meta SET value = \(finished + queued) WHERE name = 'last_job_id';
      COMMIT;
      PRAGMA wal_checkpoint(TRUNCATE);
      """)
  }
}
