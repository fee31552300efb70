// A million jobs, put into the database by SQL while no daemon runs, and the verb that reaches them all.

/// One verb over many jobs.
struct ManyJobs {
  struct Request {
    let method = "POST"
    let path: String
    let body: String
  }

  let name: String
  /// What becomes of the jobs.
  let what: String
  /// The number of the state in which they are put there.
  let state: Int
  /// Columns that differ from those of a no-op that waits; `i` is the job's number.
  var columns: [String: String] = [:]
  /// What else has to be there.
  var more = ""
  /// What sets it off; `nil` happens by itself.
  var request: Request?
  /// The state in which they are when it is over; `nil` is gone.
  let end: String?

  static func all(_ count: Int) -> [ManyJobs] {
    let later = ended.merging(["expires_at": "\(Clock.wall + 86_400_000_000) + i"]) { $1 }
    let blocked = ["pending": "1", "flags": "16"]
    return [
      ManyJobs(
        name: "cancel", what: "cancelled", state: 3, request: bulk("cancel", "queued"), end: "cancelled"),
      ManyJobs(
        name: "retry", what: "retried", state: 7, columns: later.merging(["reason": "1"]) { $1 },
        request: bulk("retry", "failed"), end: "queued"),
      ManyJobs(
        name: "delete", what: "deleted", state: 6, columns: later, request: bulk("delete", "succeeded"), end: nil),
      ManyJobs(
        name: "batch", what: "cancelled with their batch", state: 3, columns: ["batch_id": "1"], more: batch(count),
        request: Request(path: "/v1/batches/1/cancel", body: "{}"), end: "cancelled"),
      ManyJobs(
        name: "release", what: "released by the end of one", state: 2, columns: blocked, more: children,
        request: Request(path: "/v1/jobs/1/complete", body: #"{"result":1}"#), end: "queued"),
      ManyJobs(
        name: "skip", what: "skipped by the failure of one", state: 2, columns: blocked, more: children,
        request: Request(path: "/v1/jobs/1/fail", body: #"{"error":"no"}"#), end: "skipped"),
      ManyJobs(name: "expire", what: "past their deadline", state: 3, columns: ["deadline_at": "1"], end: "failed"),
      ManyJobs(name: "due", what: "due at once", state: 1, columns: ["run_at": "1"], end: "queued"),
      ManyJobs(
        name: "prune", what: "past their retention", state: 6, columns: ended.merging(["expires_at": "1"]) { $1 },
        end: nil),
    ]
  }

  private static func bulk(_ verb: String, _ state: String) -> Request {
    Request(path: "/v1/jobs:\(verb)", body: #"{"filter":{"state":["\#(state)"]}}"#)
  }

  private static let ended = ["attempt": "1", "starts": "1", "started_at": "1", "finished_at": "1"]

  /// All of them are follow-ups of job 1, on its success.
  private static let children = """
    INSERT INTO edge (child_id, position, parent_kind, parent_id, condition, outcome)
    SELECT id, 0, 0, 1, 1, 0 FROM job WHERE id > 1;
    UPDATE job SET flags = flags | 32 WHERE id = 1;
    """

  private static func batch(_ count: Int) -> String {
    """
    INSERT INTO batch (id, is_fail_fast, stays_open, is_open, is_cancel_requested, counts, created_at)
    VALUES (1, 0, 0, 1, 0, '[0,0,0,\(count),0,0,0,0,0,0]', \(Clock.wall));
    UPDATE meta SET value = 1 WHERE name = 'last_batch_id';
    """
  }

  /// Fills the database of a daemon that does not run.
  func script(_ count: Int) -> String {
    var all = [
      "state": "\(state)", "queue_id": "1", "priority": "0", "kind": "4", "flags": "0", "attempt": "0",
      "max_attempts": "1", "starts": "0", "created_at": "\(Clock.wall)",
    ]
    all.merge(columns) { $1 }
    let names = all.keys.sorted()
    return """
      PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;
      BEGIN;
      WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < \(count + 1))
      INSERT INTO job (id, \(names.joined(separator: ", ")))
      SELECT i, \(names.map { all[$0] ?? "NULL" }.joined(separator: ", ")) FROM n;
      INSERT INTO job_spec (id, handler, submitted_by) SELECT id, 'noop', 'uid:0' FROM job WHERE id > 1;
      \(more)
      INSERT OR REPLACE INTO job_count (queue_id, state, count) VALUES (1, \(state), \(count));
      UPDATE meta SET value = \(count + 1) WHERE name = 'last_job_id';
      COMMIT;
      PRAGMA wal_checkpoint(TRUNCATE);
      """
  }

  func isOver(_ ask: Ask, _ count: Int) throws(BenchFailure) -> Bool {
    let jobs = try ask.json("GET", "/v1/queues/default")["jobs"] as? [String: Any] ?? [:]
    // Job 1, and a few that have started in the meantime.
    if let end { return (jobs[end] as? Int ?? 0) >= count - 5 }
    return jobs.values.reduce(0) { $0 + ($1 as? Int ?? 0) } <= 5
  }
}
