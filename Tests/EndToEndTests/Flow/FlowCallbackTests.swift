// Callbacks: after the commit, at least once, in order, for every way to end; one that fails stops no other.

import Foundation
import JobWire
import Testing

import class TestSupport.HookReceiver

@Suite(.serialized, .timeLimit(.minutes(2))) struct FlowCallbackTests {
  @Test func commandsAreCalledInOrderAfterTheEndIsVisible() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("hook")
    let first = "cat > \(file).1; \(BuiltProgram.jobctl) status $JOBD_JOB_ID --json >> \(file).1; echo 1 >> \(file)"
    let second = "test -s \(file) && echo 2 >> \(file); echo $JOBD_JOB_STATE >> \(file)"
    let spec = [first, second].map { #"{"argv":["/bin/sh","-c",\#(JSONText.quoted($0))]}"# }.joined(separator: ",")
    let id = try await daemon.submit(#"{"handler":"noop","callbacks":[\#(spec)]}"#)
    try await eventually("both were called") { daemon.scratch.lines("hook").count >= 3 }
    #expect(daemon.scratch.lines("hook") == ["1", "2", "succeeded"])
    let told = daemon.scratch.text("hook.1")
    #expect(told.contains("job.succeeded") && told.contains(#""state":"succeeded""#), "\(told)")
    try await delivered(daemon, id, ["delivered", "delivered"])
  }

  @Test func everyWayToEndIsTold() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver())
    let held = try await daemon.held()
    let specs = [
      ("succeeded", #""handler":"noop""#), ("failed", #""handler":"fail""#),
      ("cancelled", #""handler":"noop","delay":"1h""#), ("timeout", #""argv":["sleep","60"],"timeout":"300ms""#),
      ("skipped", #""handler":"noop","after":[{"job":\#(held),"on":"failure"}]"#),
    ]
    var ids: [String: Int] = [:]
    for (name, spec) in specs {
      let callbacks = ["any", "success", "failure"].map { #"{"url":"\#(server.url("/\(name)/\($0)"))","on":"\#($0)"}"# }
      ids[name] = try await daemon.submit("{\(spec),\"callbacks\":[\(callbacks.joined(separator: ","))]}")
    }
    try await daemon.cancel(try #require(ids["cancelled"]))
    try await daemon.release(held)
    for (name, id) in ids {
      let isGood = name == "succeeded"
      try await delivered(
        daemon, id, isGood ? ["delivered", "delivered", "unmet"] : ["delivered", "unmet", "delivered"])
      let call = try #require(server.calls("/\(name)/any").first)
      let body = try JSONReader.parse(call.text)
      let kind = name == "timeout" ? "failed" : name
      #expect(body.string("type") == "job.\(kind)", "\(call.text)")
      #expect(body["data"]?.int("id") == id && body["data"]?.string("state") == kind)
      #expect(server.calls("/\(name)/success").count == (isGood ? 1 : 0))
      #expect(server.calls("/\(name)/failure").count == (isGood ? 0 : 1))
      #expect(call.headers["webhook-id"]?.isEmpty == false)
      #expect(call.headers["webhook-timestamp"].flatMap(Int.init) != nil)
      #expect(call.headers["webhook-signature"]?.hasPrefix("v1,") == true)
      #expect(call.headers["content-type"]?.hasPrefix("application/json") == true)
    }
  }

  @Test func oneThatFailsIsTriedAgainAndStopsNoOther() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver(["/bad": 500]))
    let callbacks = ["/bad", "/good"].map { #"{"url":"\#(server.url($0))"}"# }.joined(separator: ",")
    let id = try await daemon.submit(#"{"handler":"noop","callbacks":[\#(callbacks)]}"#)
    try await eventually("the second is called") { server.calls("/good").count == 1 }
    #expect(server.calls.first?.path == "/bad")
    let failing = try await daemon.job(id).objects("callbacks")
    #expect(failing.first?.string("state") == "due" && failing.first?.string("last_error")?.contains("500") == true)
    #expect(try await daemon.state(id) == "succeeded")
    server.answer("/bad", 200)
    try await delivered(daemon, id, ["delivered", "delivered"])
    let calls = server.calls("/bad")
    #expect(calls.count >= 2 && Set(calls.map { $0.headers["webhook-id"] }).count == 1)
    #expect(server.calls("/good").count == 1)
  }

  @Test func targetThatHangsHoldsNobodyUp() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver(["/hang": 0]))
    let hanging = try await daemon.submit(#"{"handler":"noop","callbacks":[{"url":"\#(server.url("/hang"))"}]}"#)
    try await eventually("it hangs") { server.calls("/hang").count == 1 }
    let start = ContinuousClock.now
    _ = try await daemon.submit(#"{"handler":"noop","callbacks":[{"url":"\#(server.url("/quick"))"}]}"#)
    try await eventually("the other one is told") { server.calls("/quick").count == 1 }
    #expect(ContinuousClock.now - start < .seconds(8))
    #expect(try await daemon.state(hanging) == "succeeded")
    #expect(try await daemon.stop() == 0)
  }

  @Test func lateAdditionIsCalledSoonAndRemovalStopsWhatWasNot() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver())
    let done = try await daemon.submit(#"{"handler":"noop"}"#)
    _ = try await daemon.finished(done)
    let added = try await daemon.post("/v1/jobs/\(done)/callbacks", #"{"url":"\#(server.url("/late"))"}"#)
    #expect(added.status == 201 && added.int("id") != nil, "\(added.text)")
    try await delivered(daemon, done, ["delivered"])
    #expect(server.calls("/late").count == 1)
    #expect(try await daemon.delete("/v1/jobs/\(done)/callbacks").int("removed") == 0)
    let held = try await daemon.held()
    for path in ["/one", "/two"] {
      let answer = try await daemon.post("/v1/jobs/\(held)/callbacks", #"{"url":"\#(server.url(path))"}"#)
      #expect(answer.status == 201 && answer.string("state") == "waiting", "\(answer.text)")
    }
    #expect(try await daemon.get("/v1/jobs/\(held)/callbacks").objects("callbacks").count == 2)
    #expect(try await daemon.delete("/v1/jobs/\(held)/callbacks").int("removed") == 2)
    try await daemon.release(held)
    _ = try await daemon.finished(held)
    let last = try await daemon.submit(#"{"handler":"noop","callbacks":[{"url":"\#(server.url("/last"))"}]}"#)
    try await delivered(daemon, last, ["delivered"])
    #expect(server.calls("/one").isEmpty && server.calls("/two").isEmpty)
    #expect(try await daemon.get("/v1/jobs/999/callbacks").status == 404)
  }

  @Test func killBetweenTheEndAndTheCallLosesNothing() async throws {
    let server = try HookReceiver(["/a": 503])
    var daemon = try await Daemon()
    let scratch = daemon.scratch
    let command = #"{"argv":["/bin/sh","-c","echo told >> \#(scratch.file("told"))"]}"#
    let id = try await daemon.submit(
      #"{"handler":"noop","callbacks":[{"url":"\#(server.url("/a"))"},\#(command)]}"#)
    _ = try await daemon.finished(id)
    try await eventually("a call was refused") { !server.calls("/a").isEmpty }
    try await daemon.killHard()
    server.answer("/a", 200)
    daemon = try await Daemon(scratch)
    try await delivered(daemon, id, ["delivered", "delivered"])
    #expect(Set(server.calls("/a").map { $0.headers["webhook-id"] }).count == 1)
    #expect(scratch.lines("told").count >= 1)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "needs openssl"))
  func signatureIsWhatTheStandardAsksFor() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver())
    _ = try await daemon.submit(#"{"handler":"noop","callbacks":[{"url":"\#(server.url("/signed"))"}]}"#)
    try await eventually("it is called") { server.calls("/signed").count == 1 }
    let call = try #require(server.calls("/signed").first)
    let secret = try String(contentsOfFile: "\(daemon.data)/callback-secret", encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let key = try #require(Data(base64Encoded: secret.replacing("whsec_", with: "")))
    let content = "\(call.headers["webhook-id"] ?? "").\(call.headers["webhook-timestamp"] ?? "").\(call.text)"
    let hex = key.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    let file = daemon.scratch.file("signed")
    try content.write(toFile: file, atomically: false, encoding: .utf8)
    let digester = try Program(
      ["/usr/bin/openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:\(hex)", "-r"], input: file)
    #expect(try await digester.exit() == 0, "\(digester.errors)")
    let digest = digester.output.prefix(64)
    let given = call.headers["webhook-signature"]?.dropFirst(3) ?? ""
    let mac = Data(base64Encoded: String(given))?.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    #expect(mac.map { $0 == digest } == true, "\(given) is not \(digest)")
  }

  /// Returns once the job's callbacks are in these states.
  private func delivered(_ daemon: Daemon, _ id: Int, _ states: [String]) async throws {
    try await eventually("the callbacks of job \(id) are \(states)") {
      try await daemon.job(id).objects("callbacks").compactMap { $0.string("state") } == states
    }
  }
}
