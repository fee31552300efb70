// Requests of the flow tests: follow-ups, batches, waits, and why a job does not run.

import JobWire

extension Daemon {
  /// Submits a job that is held until it is released.
  func held(_ more: String = "") async throws -> Int {
    try await submit(#"{"handler":"noop","hold":true\#(more.isEmpty ? "" : "," + more)}"#)
  }

  /// Submits a no-op that waits for parents, given as the elements of `after`.
  func noop(after parents: String, _ more: String = "") async throws -> Int {
    try await submit(#"{"handler":"noop","after":[\#(parents)]\#(more.isEmpty ? "" : "," + more)}"#)
  }

  /// A shell command that writes a word to a file of the test when it starts.
  func note(_ word: String, in file: String = "ran", _ more: String = "") async throws -> Int {
    try await shell("echo \(word) >> \(scratch.file(file))", more)
  }

  func put(_ target: String, _ body: String) async throws -> Answer { try await send("PUT", target, body) }
  func patch(_ id: Int, _ body: String) async throws -> Answer { try await send("PATCH", "/v1/jobs/\(id)", body) }
  func delete(_ target: String) async throws -> Answer { try await send("DELETE", target) }

  func release(_ id: Int) async throws {
    let answer = try await post("/v1/jobs/\(id)/release")
    guard answer.status == 200 else { throw Unexpected("release of \(id): \(answer.text)") }
  }

  func cancel(_ id: Int) async throws {
    let answer = try await post("/v1/jobs/\(id)/cancel")
    guard answer.status == 200 else { throw Unexpected("cancel of \(id): \(answer.text)") }
  }

  func state(_ id: Int) async throws -> String? { try await job(id).string("state") }

  /// The states of finished jobs, once they are.
  func fates(_ ids: [Int]) async throws -> [String?] {
    var states: [String?] = []
    for id in ids { states.append(try await finished(id).string("state")) }
    return states
  }

  /// Creates a batch and returns the answer.
  func batch(_ body: String) async throws -> Answer {
    let answer = try await post("/v1/batches", body)
    guard answer.status == 201 else { throw Unexpected("\(answer.status) \(answer.text)") }
    return answer
  }

  /// The batch once it is done.
  func doneBatch(_ id: Int) async throws -> Answer {
    let answer = try await get("/v1/batches/\(id)?wait=50s")
    guard answer.bool("done") == true else { throw Unexpected("batch \(id) is not done: \(answer.text)") }
    return answer
  }

  /// What keeps a job from running, by kind.
  func blockers(_ id: Int) async throws -> [String] {
    try await get("/v1/jobs/\(id)/why").objects("blockers").compactMap { $0.string("kind") }
  }

  /// Requests that wait, as the daemon counts them.
  func waiters() async throws -> Int { try await get("/v1/info").int("waiters") ?? 0 }
}
