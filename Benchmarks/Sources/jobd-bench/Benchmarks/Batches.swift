// Submissions of 1,000 jobs a request, beside the same rows inserted by SQLite alone.

import CSQLite3
import Glibc

/// NDJSON batches.
enum Batches {
  static func run(_ run: Run) throws(BenchFailure) {
    let scratch = try run.scratch()
    let jobd = try Jobd(run.programs, in: scratch.path)
    let line = #"{"handler":"noop","hold":true}"#
    let body = Array(repeating: line, count: 1_000).joined(separator: "\n")
    let exchange = HTTPExchange("POST", "/v1/jobs", body: body, type: "application/x-ndjson", status: 201)
    let schema = try jobd.read().texts("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name LIKE 'job%'")
    let bare = try Database("\(scratch.path)/bare.sqlite")
    try bare.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8192")
    try bare.run("PRAGMA cache_size = -16384")
    for statement in schema { try bare.run(statement) }
    var one: [Double] = []
    var four: [Double] = []
    var reference: [Double] = []
    var nextID: Int64 = 1
    for _ in 0..<run.rounds {
      reference.append(try insert(bare, from: &nextID, seconds: run.seconds))
      for clients in [1, 4] {
        let load = LoadClient(socketPath: jobd.socketPath, clients: clients)
        let rate = try load.run(exchange, seconds: run.seconds).perSecond * 1_000
        if clients == 1 { one.append(rate) } else { four.append(rate) }
      }
    }
    for (values, name) in [(one, "1 client"), (four, "4 clients")] {
      run.report.add(
        Figure(
          what: "batches of 1,000 (NDJSON), \(name)", value: Samples(values).p50, unit: "jobs/s",
          referenceName: "bare SQLite", reference: Samples(reference).p50,
          budget: .ratioAtLeast(0.5)))
    }
    jobd.stop()
  }

  /// The rows of a held no-op, as jobd writes them, 1,000 a transaction.
  private static func insert(_ base: Database, from id: inout Int64, seconds: Double) throws(BenchFailure) -> Double {
    let job = try base.prepare(
      """
      INSERT INTO job (id, state, queue_id, priority, kind, flags, attempt, max_attempts, starts, created_at, run_at,
        deadline_at)
      VALUES (?1, 0, 1, 0, 4, 0, 0, 1, 0, ?2, NULL, NULL)
      """)
    let spec = try base.prepare("INSERT INTO job_spec (id, handler, submitted_by) VALUES (?1, 'noop', 'uid:0')")
    defer {
      sqlite3_finalize(job)
      sqlite3_finalize(spec)
    }
    let began = Clock.monotonic
    let first = id
    repeat {
      try base.run("BEGIN IMMEDIATE")
      for _ in 0..<1_000 {
        sqlite3_bind_int64(job, 1, id)
        sqlite3_bind_int64(job, 2, Clock.wall)
        sqlite3_bind_int64(spec, 1, id)
        for statement in [job, spec] {
          guard sqlite3_step(statement) == SQLITE_DONE else { throw BenchFailure("the reference cannot insert") }
          sqlite3_reset(statement)
        }
        id += 1
      }
      try base.run("COMMIT")
    } while Clock.monotonic - began < seconds * 1_000_000
    return Double(id - first) / (Clock.monotonic - began) * 1_000_000
  }
}
