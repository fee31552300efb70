// `jobctl events`, and what lives on events: waits for batches that grow, output of several jobs.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct EventsTests {
  /// The events that a `jobctl events --json` has printed so far.
  private func events(_ program: Program) throws -> [JSONValue] {
    let lines = program.output.split(separator: "\n", omittingEmptySubsequences: false)
    // The last one may not be whole.
    return try lines.dropLast().map { try JSONReader.parse(String($0)) }
  }

  private func follow(_ daemon: Daemon, _ arguments: String...) async throws -> Program {
    let program = try daemon.startJobctl(["events", "--follow", "--snapshot", "--json"] + arguments)
    try await eventually("the stream is open") { program.output.contains("snapshot.end") }
    return program
  }

  /// What has happened to a job, in order.
  private func names(_ program: Program, of id: Int) throws -> [String] {
    try events(program).filter { $0["job"]?.int("id") == id }.compactMap { $0.string("event") }
  }

  @Test func whatHappensIsShownAsItHappens() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.send("PUT", "/v1/queues/ci", "{}").status / 100 == 2)
    let program = try await follow(daemon, "--queue", "ci")
    let other = try await daemon.submit(#"{"handler":"noop"}"#)
    let id = try await daemon.submit(#"{"handler":"noop","queue":"ci"}"#)
    try await eventually("its end is told") { try names(program, of: id).last == "job.succeeded" }
    #expect(try names(program, of: id) == ["job.queued", "job.running", "job.succeeded"])
    _ = try await daemon.finished(other)
    #expect(try names(program, of: other).isEmpty, "it is of another queue")
    program.send(SIGTERM)
    _ = try await program.exit()
  }

  @Test func streamGoesOnAfterARestart() async throws {
    let daemon = try await Daemon()
    let program = try await follow(daemon)
    let before = try await daemon.submit(#"{"handler":"noop"}"#)
    try await eventually("its end is told") { try names(program, of: before).last == "job.succeeded" }
    try await daemon.killHard()
    try await eventually("the loss is told") { program.errors.contains("Going on when the daemon is back.") }
    let again = try await Daemon(daemon.scratch)
    let after = try await again.submit(#"{"handler":"noop"}"#)
    try await eventually("it goes on") { try names(program, of: after).last == "job.succeeded" }
    let told = try events(program)
    let gap = try #require(told.firstIndex { $0.string("event") == "gap" })
    #expect(told[..<gap].contains { $0["job"]?.int("id") == before })
    #expect(!told[..<gap].contains { $0["job"]?.int("id") == after }, "what comes behind the gap is whole")
    program.send(SIGTERM)
    _ = try await program.exit()
  }

  @Test func withoutFollowTheJobsAreShownAsTheyAre() async throws {
    let daemon = try await Daemon()
    let held = try await daemon.held()
    let done = try await daemon.submit(#"{"handler":"noop"}"#)
    _ = try await daemon.finished(done)
    let active = try await daemon.jobctl("events")
    #expect(active.status == 0 && active.output.contains("job \(held) "), "\(active)")
    #expect(!active.output.contains("job \(done) "), "\(active)")
    let ended = try await daemon.jobctl("events", "--state", "finished")
    #expect(ended.status == 0 && ended.output.contains("job \(done) "), "\(ended)")
  }

  @Test func waitForAnOpenBatchHearsOfThoseWhoJoin() async throws {
    let daemon = try await Daemon()
    let batch = try #require(try await daemon.batch(#"{"open":true}"#).int("id"))
    let wait = try daemon.startJobctl(["wait", "--as-completed", "--batch", "\(batch)"])
    for _ in 0..<2 {
      let id = try await daemon.submit(#"{"handler":"noop","batch":\#(batch)}"#)
      try await eventually("its end is shown") { wait.output.contains("\(id)  succeeded") }
    }
    #expect(try await daemon.jobctl("batch", "close", "\(batch)").status == 0)
    #expect(try await wait.exit() == 0, "\(wait.errors)")
    #expect(wait.output.split(separator: "\n").count == 2, "\(wait.output)")
  }

  @Test func waitForABatchGoesOnAfterARestart() async throws {
    let daemon = try await Daemon()
    let batch = try #require(try await daemon.batch(#"{"open":true}"#).int("id"))
    let first = try await daemon.submit(#"{"handler":"noop","batch":\#(batch)}"#)
    let wait = try daemon.startJobctl(["wait", "--as-completed", "--batch", "\(batch)"])
    try await eventually("its end is shown") { wait.output.contains("\(first)  succeeded") }
    try await daemon.killHard()
    let again = try await Daemon(daemon.scratch)
    let second = try await again.submit(#"{"handler":"noop","batch":\#(batch)}"#)
    try await eventually("it hears of another") { wait.output.contains("\(second)  succeeded") }
    #expect(try await again.jobctl("batch", "close", "\(batch)").status == 0)
    #expect(try await wait.exit() == 0, "\(wait.errors)")
    #expect(wait.output.split(separator: "\n").count == 2, "each is shown once: \(wait.output)")
  }

  @Test func nextAttemptOfAFollowedJobIsShown() async throws {
    let daemon = try await Daemon()
    let mark = daemon.scratch.file("mark")
    let script = "if test -e \(mark); then echo second; else touch \(mark); echo first; exit 1; fi"
    let run = try daemon.startJobctl(
      ["run", "--retries", "1", "--retry-delay", "300ms", "--", "sh", "-c", script])
    #expect(try await run.exit() == 0, "\(run.errors)")
    #expect(run.output == "first\nsecond\n")
  }

  @Test func outputOfSeveralIsShownLineByLine() async throws {
    let daemon = try await Daemon()
    let go = daemon.scratch.file("go")
    var ids: [Int] = []
    for name in ["a", "b"] {
      ids.append(try await daemon.shell("echo \(name)1; while ! test -e \(go); do sleep 0.05; done; echo \(name)2"))
    }
    let logs = try daemon.startJobctl(["logs", "--follow"] + ids.map { "\($0)" })
    try await eventually("both have begun") {
      logs.output.contains("\(ids[0]) | a1\n") && logs.output.contains("\(ids[1]) | b1\n")
    }
    daemon.scratch.touch("go")
    #expect(try await logs.exit() == 0, "\(logs.errors)")
    let lines = logs.output.split(separator: "\n").sorted()
    #expect(lines == ["\(ids[0]) | a1", "\(ids[0]) | a2", "\(ids[1]) | b1", "\(ids[1]) | b2"])
    let missing = try await daemon.jobctl("logs", "--raw", "999", "\(ids[0])")
    #expect(missing.status == 3 && missing.output == "a1\na2\n", "\(missing)")
  }
}
