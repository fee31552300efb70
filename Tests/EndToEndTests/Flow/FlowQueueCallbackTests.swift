// Callbacks of queues: told of each job that ends there, once the end is on the disk, whatever becomes of queue and daemon.

import Foundation
import JobWire
import Testing

import class TestSupport.HookReceiver

@Suite(.serialized, .timeLimit(.minutes(2))) struct FlowQueueCallbackTests {
  private func url(_ server: HookReceiver, _ path: String, on end: String = "any") -> String {
    #"{"url":"\#(server.url(path))","on":"\#(end)"}"#
  }

  private func set(_ daemon: Daemon, _ callbacks: String..., queue: String = "ci") async throws {
    let answer = try await daemon.put("/v1/queues/\(queue)", #"{"callbacks":[\#(callbacks.joined(separator: ","))]}"#)
    guard answer.status == 200 else { throw Unexpected("\(answer.status) \(answer.text)") }
  }

  /// The ids of the jobs of whose ends this path was told.
  private func told(_ server: HookReceiver, _ path: String) throws -> Set<Int> {
    Set(try server.calls(path).compactMap { try JSONReader.parse($0.text)["data"]?.int("id") })
  }

  /// Returns once the job's callbacks are in these states.
  private func reached(_ daemon: Daemon, _ id: Int, _ states: [String]) async throws {
    try await eventually("the callbacks of job \(id) are \(states)") {
      try await daemon.job(id).objects("callbacks").compactMap { $0.string("state") } == states
    }
  }

  @Test func everyFailureOfAQueueIsOneLine() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver())
    let line = "failure:\(server.url("/failed"))"
    let made = try await daemon.jobctl("queue", "set", "ci", "--callback", line)
    #expect(made.status == 0 && made.errors.contains("1 callback"), "\(made.errors)")
    let listed = try await daemon.jobctl("queue", "list")
    #expect(listed.output.contains("ci: \(server.url("/failed")) (failure)"), "\(listed.output)")
    let good = try await daemon.submit(#"{"handler":"noop","queue":"ci"}"#)
    let elsewhere = try await daemon.submit(#"{"handler":"fail"}"#)
    let failing = try await daemon.submit(#"{"handler":"fail","queue":"ci"}"#)
    let slow = try await daemon.submit(#"{"argv":["sleep","60"],"timeout":"300ms","queue":"ci"}"#)
    let parent = try await daemon.submit(
      #"{"handler":"fail","queue":"ci","then":[{"on":"success","job":{"handler":"noop","queue":"ci"}}]}"#)
    let skipped = try #require(try await daemon.finished(parent).ints("children").first)
    let waiting = try await daemon.held(#""queue":"ci""#)
    try await daemon.cancel(waiting)
    let batch = try await daemon.batch(#"{"jobs":[{"handler":"fail","queue":"ci"},{"handler":"noop","queue":"ci"}]}"#)
    let done = try await daemon.doneBatch(try #require(batch.int("id")))
    let member = try #require(done.int("first_failure"))
    try await daemon.schedule("s", #""every":"1d""#, job: #"{"handler":"fail","queue":"ci"}"#)
    let fired = try #require(try await daemon.post("/v1/schedules/s/run").int("id"))
    let expected: Set = [failing, slow, parent, skipped, waiting, member, fired]
    try await eventually("all failures are told") { try told(server, "/failed").isSuperset(of: expected) }
    for id in [good, elsewhere] {
      _ = try await daemon.finished(id)
      #expect(try await daemon.get("/v1/jobs/\(id)/callbacks").objects("callbacks").isEmpty)
    }
    #expect(try told(server, "/failed") == expected)
    let call = try #require(server.calls("/failed").first)
    #expect(call.headers["webhook-signature"]?.hasPrefix("v1,") == true && call.text.contains(#""queue":"ci""#))
    try await reached(daemon, failing, ["delivered"])
    let shown = try await daemon.jobctl("callback", "list", "\(failing)")
    #expect(shown.output.contains("(failure, queue ci): delivered"), "\(shown.output)")
    #expect(try await daemon.jobctl("queue", "set", "ci", "--callback", "none").status == 0)
    #expect(try await daemon.get("/v1/queues/ci").objects("callbacks").isEmpty)
  }

  @Test func thoseOfTheJobAreCalledFirstAndOneThatFailsStopsNoOther() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver(["/own": 500, "/one": 500]))
    try await set(daemon, url(server, "/one"), url(server, "/two"))
    let id = try await daemon.submit(#"{"handler":"noop","queue":"ci","callbacks":[\#(url(server, "/own"))]}"#)
    try await eventually("the last is called") { server.calls("/two").count == 1 }
    #expect(server.calls.prefix(3).map(\.path) == ["/own", "/one", "/two"])
    server.answer("/own", 200)
    server.answer("/one", 200)
    try await reached(daemon, id, ["delivered", "delivered", "delivered"])
    #expect(Set(server.calls("/one").map { $0.headers["webhook-id"] }).count == 1)
    #expect(server.calls("/two").count == 1)
  }

  @Test func killBetweenTheEndAndTheCallLosesNothingAndNeitherDoesAChangeOfTheQueue() async throws {
    let server = try HookReceiver(["/a": 503])
    var daemon = try await Daemon()
    let scratch = daemon.scratch
    try await set(
      daemon, url(server, "/a"), #"{"argv":["/bin/sh","-c","echo $JOBD_QUEUE >> \#(scratch.file("told"))"]}"#)
    let id = try await daemon.submit(#"{"handler":"noop","queue":"ci"}"#)
    _ = try await daemon.finished(id)
    try await eventually("a call was refused") { !server.calls("/a").isEmpty }
    try await set(daemon, url(server, "/other"))
    try await daemon.killHard()
    server.answer("/a", 200)
    daemon = try await Daemon(scratch)
    try await reached(daemon, id, ["delivered", "delivered"])
    #expect(Set(server.calls("/a").map { $0.headers["webhook-id"] }).count == 1 && server.calls("/other").isEmpty)
    #expect(scratch.lines("told").allSatisfy { $0 == "ci" } && !scratch.lines("told").isEmpty)
    // From here on it is the other one, also after the start.
    let next = try await daemon.submit(#"{"handler":"noop","queue":"ci"}"#)
    try await reached(daemon, next, ["delivered"])
    #expect(try told(server, "/other") == [next])
  }

  @Test func removalByTheJobLeavesThoseOfItsQueue() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver(["/queue": 500]))
    try await set(daemon, url(server, "/queue"))
    let id = try await daemon.submit(#"{"handler":"noop","queue":"ci"}"#)
    try await eventually("it is refused") { !server.calls("/queue").isEmpty }
    #expect(try await daemon.delete("/v1/jobs/\(id)/callbacks").int("removed") == 0)
    server.answer("/queue", 200)
    try await reached(daemon, id, ["delivered"])
  }

  @Test func whatTheFileSaysWinsAtAStartAndWhatItDoesNotSayStays() async throws {
    let (scratch, server) = (try Scratch(), try HookReceiver())
    let file = scratch.file("jobd.yaml")
    func start(_ yaml: String) async throws -> Daemon {
      try yaml.write(toFile: file, atomically: true, encoding: .utf8)
      return try await Daemon(scratch, arguments: ["--config", file])
    }
    func urls(_ daemon: Daemon, _ queue: String) async throws -> [String?] {
      try await daemon.get("/v1/queues/\(queue)").objects("callbacks").map { $0.string("url") }
    }
    let said = "queues: {ci: {callbacks: [{url: \"\(server.url("/file"))\"}]}, other: {slots: 2}}"
    let first = try await start(said)
    #expect(try await urls(first, "ci") == [server.url("/file")])
    try await set(first, url(server, "/set"))
    try await set(first, url(server, "/set"), queue: "other")
    #expect(try await urls(first, "ci") == [server.url("/set")])
    #expect(try await first.stop() == 0)
    let second = try await start(said)
    #expect(try await urls(second, "ci") == [server.url("/file")])
    #expect(try await urls(second, "other") == [server.url("/set")])
    #expect(try await second.stop() == 0)
    let third = try await start("queues: {ci: {slots: 1}, other: {callbacks: []}}")
    #expect(try await urls(third, "ci") == [server.url("/file")])
    #expect(try await urls(third, "other").isEmpty)
  }
}
