// Submitting to a real daemon: what is taken, what is refused, and that a refusal stores nothing.

import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct SubmitTests {
  @Test func submissionAnswersAtOnceWithTheJob() async throws {
    let daemon = try await Daemon()
    let start = ContinuousClock.now
    let answer = try await daemon.post("/v1/jobs", #"{"argv":["sleep","5"]}"#)
    #expect(ContinuousClock.now - start < .seconds(3))
    let id = try #require(answer.int("id"))
    #expect(answer.status == 201)
    #expect(answer.headers["location"] == "/v1/jobs/\(id)")
    #expect(answer.string("state") == "queued")
    #expect(answer.string("name") == "job-\(id)")
    #expect(answer.bool("done") == false)
    #expect(try await daemon.get("/v1/jobs/\(id)").status == 200)
  }

  @Test(arguments: [
    "{}", #"{"argv":[]}"#, #"{"argv":["true"],"shell":"true"}"#, #"{"argv":["true"],"colour":"red"}"#,
    #"{"argv":"true"}"#, #"{"argv":["a\u0000b"]}"#, #"{"argv":["true"],"priority":1001}"#,
    #"{"argv":["true"],"priority":"high"}"#, #"{"argv":["true"],"timeout":"soon"}"#,
    #"{"argv":["true"],"timeout":"1e400"}"#, #"{"argv":["true"],"timeout":1e400}"#,
    #"{"argv":["true"],"timeout":"NaN"}"#, #"{"argv":["true"],"delay":NaN}"#, #"{"argv":["true"],"delay":"NaN"}"#,
    #"{"argv":["true"],"retry":{"max_attempts":-1}}"#, #"{"argv":["true"],"log_limit":-5}"#,
    #"{"argv":["true"],"queue":""}"#, #"{"argv":["true"],"after":[1]}"#, #"{"argv":["true"],"batch":1}"#,
    #"{"argv":["true"],"run_at":"tomorrow"}"#, #"{"argv":["true"],"env":{"A=B":"c"}}"#,
    #"{"handler":"no-such-handler"}"#, "[1]", "nonsense", "", #"{"argv":["true"]"#,
    #"{"argv":["true"],"argv":["false"]}"#, #"{"shell":"true","stdin":"a","stdin_base64":"YQ=="}"#,
  ])
  func badSpecIsRefusedAndNothingIsStored(_ spec: String) async throws {
    let daemon = try await Daemon()
    let answer = try await daemon.post("/v1/jobs", spec)
    #expect(answer.status == 400, "\(spec): \(answer.text)")
    #expect(answer.code == "bad_request")
    #expect(answer.headers["content-type"]?.hasPrefix("application/problem+json") == true)
    #expect(try await daemon.get("/v1/jobs").objects("jobs").isEmpty)
  }

  @Test func everyFaultyFieldIsNamed() async throws {
    let daemon = try await Daemon()
    let answer = try await daemon.post("/v1/jobs", #"{"argv":["true"],"priority":5000,"timeout":"soon","colour":1}"#)
    #expect(answer.status == 400)
    #expect(Set(answer.faultyFields).isSuperset(of: ["timeout", "colour"]))
    #expect(answer.string("hint") != nil)
  }

  @Test func invalidTextIsRefused() async throws {
    let daemon = try await Daemon()
    let spec = Array(#"{"argv":["echo",""#.utf8) + [0xff, 0xfe] + Array(#""]}"#.utf8)
    #expect(try await daemon.send("POST", "/v1/jobs", bytes: spec).status == 400)
  }

  @Test func missingProgramFailsAndNamesTheErrno() async throws {
    let daemon = try await Daemon()
    let job = try await daemon.finished(daemon.submit(#"{"argv":["/no/such/program"]}"#))
    #expect(job.string("state") == "failed")
    #expect(job.string("reason") == "spawn")
    #expect(job.isNull("exit_code"))
    #expect(job.value("error")?.string("code") == "ENOENT", "\(job.text)")
    let shell = try await daemon.finished(daemon.shell("no-such-program-at-all"))
    #expect(shell.int("exit_code") == 127)
    let cwd = try await daemon.finished(daemon.submit(#"{"argv":["true"],"cwd":"/no/such/directory"}"#))
    #expect(cwd.string("reason") == "spawn", "\(cwd.text)")
  }

  @Test func sameKeyIsAnsweredAgainAndAnotherBodyIsRefused() async throws {
    let daemon = try await Daemon()
    let key = ["Idempotency-Key": "k1"]
    let first = try await daemon.send("POST", "/v1/jobs", #"{"argv":["true"]}"#, headers: key)
    let again = try await daemon.send("POST", "/v1/jobs", #"{"argv":["true"]}"#, headers: key)
    #expect(first.status == 201 && again.status == 201)
    #expect(first.int("id") == again.int("id"))
    #expect(first.headers["idempotent-replayed"] == nil)
    #expect(again.headers["idempotent-replayed"] == "true")
    let other = try await daemon.send("POST", "/v1/jobs", #"{"argv":["false"]}"#, headers: key)
    #expect(other.status == 422)
    #expect(other.code == "idempotency_mismatch")
    #expect(try await daemon.get("/v1/jobs").objects("jobs").count == 1)
  }

  @Test func dryRunStoresNothing() async throws {
    let daemon = try await Daemon()
    let one = try await daemon.post("/v1/jobs?dry_run=true", #"{"argv":["true"]}"#)
    #expect(one.status == 200)
    #expect(one.int("count") == 1)
    #expect(try await daemon.lines([#"{"argv":["true"]}"#], target: "/v1/jobs?dry_run=true").status == 200)
    #expect(try await daemon.post("/v1/jobs?dry_run=true", "{}").status == 400)
    #expect(try await daemon.get("/v1/jobs").objects("jobs").isEmpty)
  }

  @Test func badLineInTheMiddleStoresNothing() async throws {
    let daemon = try await Daemon()
    let good = #"{"handler":"noop"}"#
    let answer = try await daemon.lines([good, good, #"{"argv":[]}"#, good])
    #expect(answer.status == 400)
    #expect(answer.int("line") == 3, "\(answer.text)")
    #expect(try await daemon.get("/v1/jobs").objects("jobs").isEmpty)
  }

  @Test func tenThousandLinesAreTakenAndOneMoreIsNot() async throws {
    let daemon = try await Daemon()
    let line = #"{"handler":"noop","hold":true}"#
    let tooMany = try await daemon.lines(Array(repeating: line, count: 10_001))
    #expect(tooMany.status == 413)
    #expect(tooMany.code == "payload_too_large")
    #expect(try await daemon.get("/v1/jobs").objects("jobs").isEmpty)
    let answer = try await daemon.lines(Array(repeating: line, count: 10_000))
    #expect(answer.status == 201)
    #expect(answer.int("count") == 10_000)
    #expect(Set(answer.ints("ids")).count == 10_000)
    #expect(try await daemon.get("/v1/info").value("jobs")?.int("held") == 10_000)
  }

  @Test func bodyOverTheLimitIsRefused() async throws {
    let daemon = try await Daemon()
    let body = [UInt8](repeating: 32, count: 200 << 20)
    // The daemon may close before all is sent; then there may be no answer to read, but the daemon goes on.
    if let answer = try? await daemon.send("POST", "/v1/jobs", bytes: body) {
      #expect(answer.status == 413)
    }
    #expect(try await daemon.get("/healthz").status == 200)
  }

  @Test(arguments: ["0", "-1", "99999999999999999999999", "abc", "9223372036854775807"])
  func strangeIdIsNoJob(_ id: String) async throws {
    let daemon = try await Daemon()
    for (method, target) in [("GET", ""), ("GET", "/result"), ("GET", "/log"), ("POST", "/cancel"), ("DELETE", "")] {
      let answer = try await daemon.send(method, "/v1/jobs/\(id)\(target)")
      #expect(answer.status == 404 || answer.status == 400, "\(method) \(id)\(target): \(answer.text)")
    }
  }
}
