// The options of jobctl that tie jobs together, and the delays that no other test has.

import Foundation
import JobWire
import Testing

import class TestSupport.HookReceiver

@Suite(.serialized, .timeLimit(.minutes(2))) struct FlowCommandTests {
  @Test func submitTiesJobsTogether() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("ran")
    let first = try await id(daemon, ["--hold", "--shell", "echo first >> \(file)"])
    let second = try await id(daemon, ["--after", "\(first)", "--shell", "echo second >> \(file); exit 1"])
    let third = try await id(daemon, ["--after", "\(second):failure", "--shell", "echo third >> \(file)"])
    let never = try await id(
      daemon, ["--after", "\(first)", "--after", "\(second)", "--shell", "echo never >> \(file)"])
    let page = try await daemon.jobctl("status", "\(never)")
    #expect(page.output.contains("blocked") && page.output.contains("\(first)"), "\(page.output)")
    #expect(try await daemon.jobctl("release", "\(first)").status == 0)
    let waited = try await daemon.jobctl("wait", "\(first)", "\(second)", "\(third)", "\(never)")
    #expect(waited.status == 1, "\(waited)")
    #expect(daemon.scratch.lines("ran") == ["first", "second", "third"])
    #expect(try await daemon.jobctl("wait", "\(never)").status == 5)
    #expect(try await daemon.jobctl("submit", "--after", "999", "--", "true").status == 3)
    #expect(try await daemon.jobctl("submit", "--after", "\(first):sometimes", "--", "true").status == 64)
  }

  @Test func thenUniqueLimitAndCallbacksComeThrough() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver())
    let file = daemon.scratch.file("ran")
    let arguments = [
      "--then", "echo good >> \(file)", "--then", "failure:echo bad >> \(file)", "--unique", "k:return", "--limit",
      "db=1", "--callback", "success:\(server.url("/good"))", "--callback", "failure:\(server.url("/bad"))",
      "--on-end", "echo told >> \(file).told", "--hold", "--", "true",
    ]
    let first = try await id(daemon, arguments)
    #expect(try await id(daemon, arguments) == first)
    let full = try await daemon.job(first)
    #expect(full.value("spec")?["limit"]?.int("max") == 1, "\(full.text)")
    #expect(full.objects("callbacks").count == 3 && full.ints("children").count == 2)
    let refused = try await daemon.jobctl("submit", "--unique", "k", "--", "true")
    #expect(refused.status != 0 && refused.errors.contains("\(first)"), "\(refused)")
    #expect(try await daemon.jobctl("release", "\(first)").status == 0)
    #expect(try await daemon.fates(full.ints("children")) == ["succeeded", "skipped"])
    try await eventually("both are told") { !server.calls("/good").isEmpty && daemon.scratch.has("ran.told") }
    #expect(server.calls("/bad").isEmpty)
    #expect(daemon.scratch.lines("ran") == ["good"])
    let listed = try await daemon.jobctl("callback", "list", "\(first)")
    #expect(listed.output.contains("delivered") && listed.output.contains("unmet"), "\(listed)")
  }

  @Test func edgesAndQueuesAreEdited() async throws {
    let daemon = try await Daemon()
    let parent = try await id(daemon, ["--hold", "--", "true"])
    let child = try await id(daemon, ["--after", "\(parent)", "--", "true"])
    #expect(try await daemon.jobctl("edit", "\(child)", "--no-after").status == 0)
    #expect(try await daemon.jobctl("wait", "\(child)").status == 0)
    #expect(try await daemon.jobctl("edit", "\(child)", "--after", "\(parent)").status == 4)
    let set = try await daemon.jobctl("queue", "set", "q", "--max-queued", "1", "--rate", "5/s:2", "--aging", "1m")
    #expect(set.status == 0, "\(set)")
    let queue = try await daemon.get("/v1/queues/q")
    #expect(queue.int("max_queued") == 1 && queue.value("rate")?.int("burst") == 2, "\(queue.text)")
    _ = try await id(daemon, ["--queue", "q", "--hold", "--", "true"])
    let full = try await daemon.jobctl("submit", "--queue", "q", "--", "true")
    #expect(full.status != 0 && full.errors.contains("q"), "\(full)")
    #expect(try await daemon.jobctl("queue", "set", "q", "--max-queued", "none", "--rate", "none").status == 0)
    #expect(try await daemon.get("/v1/queues/q").isNull("rate"))
  }

  @Test func delaysThatArePastOrNoTimesAtAll() async throws {
    let daemon = try await Daemon()
    for delay in ["-1", "0", #""-250ms""#] {
      let id = try await daemon.shell("true", #""delay":\#(delay)"#)
      #expect(try await daemon.finished(id).string("state") == "succeeded")
    }
    for delay in ["NaN", #""nan""#, #""soon""#, "1e400", "[]"] {
      #expect(try await daemon.post("/v1/jobs", #"{"handler":"noop","delay":\#(delay)}"#).status == 400, "\(delay)")
    }
    let due = Date(timeIntervalSinceNow: 0.5).ISO8601Format(.init(includingFractionalSeconds: true))
    let both = try await daemon.lines((0..<2).map { _ in #"{"handler":"noop","run_at":"\#(due)"}"# }).ints("ids")
    #expect(try await daemon.fates(both) == ["succeeded", "succeeded"])
    for job in both {
      let started = try #require(try await daemon.job(job).string("started_at").flatMap(TimeTests.date))
      #expect(started >= (try #require(TimeTests.date(due))))
    }
  }

  private func id(_ daemon: Daemon, _ arguments: [String]) async throws -> Int {
    let program = try daemon.startJobctl(["submit"] + arguments)
    let status = try await program.exit()
    guard status == 0, let id = Int(program.output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw Unexpected("submit \(arguments) ended with \(status): \(program.errors)")
    }
    return id
  }
}
