// A token that is limited to some queues and kinds does not get at other jobs through what ties jobs together.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct AuthoritySubmissionsTests {
  private static let mine = #"{"shell":"true","hold":true,"queue":"mine"}"#

  @Test func followUpsStayWithinTheLimits() async throws {
    try await withLimitedToken("read,submit queues=mine kinds=shell") { owner, limited in
      let foreign = try await owner.submit(#"{"shell":"true","hold":true}"#)
      let own = try await owner.submit(Self.mine)
      func submit(_ fields: String) async throws -> Int {
        try await limited.status("POST", "/v1/jobs", #"{"shell":"true","queue":"mine",\#(fields)}"#)
      }
      #expect(try await submit(#""after":[\#(own)]"#) == 201)
      #expect(try await submit(#""after":[\#(own),\#(foreign)]"#) == 403)
      #expect(try await submit(#""after":[4711]"#) == 403)
      #expect(try await submit(#""then":[{"job":{"shell":"x","queue":"mine"}}]"#) == 201)
      #expect(try await submit(#""then":[{"job":{"shell":"x"}}]"#) == 403)
      #expect(try await submit(#""then":[{"job":{"argv":["x"],"queue":"mine"}}]"#) == 403)
      let nested = #"{"shell":"x","queue":"mine","then":[{"job":{"shell":"y","queue":"mine","after":[\#(foreign)]}}]}"#
      #expect(try await submit(#""then":[{"job":\#(nested)}]"#) == 403)
      #expect(try await limited.status("PATCH", "/v1/jobs/\(own)", #"{"after":[\#(foreign)]}"#) == 403)
      #expect(try await limited.status("GET", "/v1/jobs/\(foreign)/why") == 404)
      #expect(try await limited.status("GET", "/v1/jobs/\(own)/why") == 200)
    }
  }

  @Test func batchesAreUsableOnlyWhenAllMembersAre() async throws {
    try await withLimitedToken("read,submit queues=mine") { owner, limited in
      let foreign = try await owner.batch(#"{"open":true,"jobs":[\#(Self.mine),{"shell":"true","hold":true}]}"#)
      let empty = try await owner.batch("")
      for id in [foreign, empty] {
        let path = "/v1/batches/\(id)"
        #expect(try await limited.status("GET", path) == 404)
        #expect(try await limited.status("GET", path + "?results=true") == 404)
        #expect(try await limited.status("POST", path + "/cancel") == 404)
        #expect(try await limited.status("POST", path + "/close") == 404)
        #expect(try await limited.status("POST", "/v1/wait", #"{"batch":\#(id),"timeout":"0s"}"#) == 404)
        #expect(try await limited.status("POST", "/v1/jobs", #"{"shell":"x","queue":"mine","batch":\#(id)}"#) == 403)
        let after = #"{"shell":"x","queue":"mine","after":[{"batch":\#(id)}]}"#
        #expect(try await limited.status("POST", "/v1/jobs", after) == 403)
      }
      #expect(try await limited.status("POST", "/v1/jobs", #"{"shell":"x","queue":"mine","batch":99}"#) == 403)
      #expect(try await limited.status("GET", "/v1/batches/99") == 404)
      #expect(try await limited.status("POST", "/v1/batches", #"{"jobs":[{"shell":"x"}]}"#) == 403)
      let made = try await limited.send("POST", "/v1/batches", #"{"open":true,"jobs":[]}"#)
      let own = try #require(made.json?["id"]?.integerValue)
      #expect(try await limited.status("POST", "/v1/jobs", #"{"shell":"x","queue":"mine","batch":\#(own)}"#) == 201)
      #expect(try await limited.status("POST", "/v1/batches/\(own)/close") == 200)
      #expect(try await limited.status("GET", "/v1/batches/\(own)?wait=10s&results=true") == 200)
      let listed = try await limited.send("GET", "/v1/batches").json?["batches"]?.arrayValue
      #expect(listed?.map { $0["id"]?.integerValue } == [own])
    }
  }

  @Test func uniqueKeysGiveNoWayToForeignJobs() async throws {
    try await withLimitedToken("read,submit queues=mine") { owner, limited in
      let holder = try await owner.submit(#"{"shell":"true","hold":true,"unique":{"key":"k"},"env":{"A":"b"}}"#)
      func submit(_ conflict: String, _ key: String) async throws -> Int {
        try await limited.send(
          "POST", "/v1/jobs",
          #"{"shell":"true","queue":"mine","unique":{"key":"k","on_conflict":"\#(conflict)"}}"#,
          "Idempotency-Key: \(key)\r\n"
        ).status
      }
      #expect(try await submit("replace", "a") == 403)
      #expect(try await submit("return", "b") == 409)
      #expect(try await submit("return", "b") == 409)
      #expect(try await submit("reject", "c") == 409)
      let taken = try await limited.send("POST", "/v1/jobs", #"{"shell":"x","queue":"mine","unique":{"key":"k"}}"#)
      #expect(taken.code == "duplicate" && taken.json?["job_id"] == nil && !taken.text.contains("job \(holder)"))
      let lines = #"{"shell":"x","queue":"mine","unique":{"key":"k","on_conflict":"return"}}"#
      let many = TestClient.request(
        "POST", "/v1/jobs", body: lines, type: "application/x-ndjson",
        fields: "Authorization: Bearer \(TokenClient.token)\r\n")
      let refused = try await limited.client.raw.exchange(many.replacing("Host: jobd", with: "Host: localhost"))
      #expect(refused.status == 409 && refused.json?["job_id"] == nil && refused.json?["line"]?.integerValue == 1)
      let batch = try await limited.send(
        "POST", "/v1/batches", #"{"jobs":[{"shell":"x","queue":"mine","unique":{"key":"k"}}]}"#)
      #expect(batch.status == 409 && batch.json?["job_id"] == nil)
      // What is its own it is told of.
      let own = try await owner.submit(#"{"shell":"x","hold":true,"queue":"mine","unique":{"key":"mine"}}"#)
      let told = try await limited.send("POST", "/v1/jobs", #"{"shell":"x","queue":"mine","unique":{"key":"mine"}}"#)
      #expect(told.status == 409 && told.json?["job_id"]?.integerValue == own)
      let kept = #"{"shell":"x","queue":"mine","unique":{"key":"mine","on_conflict":"return"}}"#
      let returned = try await limited.send("POST", "/v1/jobs", kept)
      #expect(returned.status == 200 && returned.json?["id"]?.integerValue == own)
      #expect(try await owner.get("/v1/jobs/\(holder)").json?["state"]?.stringValue == "held")
    }
  }

  /// By running a schedule whose key it is, and without the right to look at jobs.
  @Test func strangersAreNotToldWhoHasAUniqueKey() async throws {
    try await withLimitedToken("submit queues=mine") { owner, limited in
      let holder = try await owner.submit(#"{"shell":"true","hold":true,"unique":{"key":"k"}}"#)
      let own = try await owner.submit(#"{"shell":"true","hold":true,"queue":"mine","unique":{"key":"own"}}"#)
      for (name, key, conflict) in [("a", "k", "reject"), ("b", "k", "return"), ("c", "own", "reject")] {
        let job = #"{"shell":"x","queue":"mine","unique":{"key":"\#(key)","on_conflict":"\#(conflict)"}}"#
        let set = try await owner.send("PUT", "/v1/schedules/\(name)", body: #"{"every":"1h","job":\#(job)}"#)
        #expect(set.status == 200, "\(set.text)")
        let run = try await limited.send("POST", "/v1/schedules/\(name)/run")
        #expect(run.status == 409 && run.code == "duplicate", "\(run.text)")
        #expect(run.json?["job_id"] == nil && run.json?["subject"] == nil, "\(run.text)")
        for id in [holder, own] { #expect(!run.text.contains("job \(id)"), "\(run.text)") }
      }
    }
  }

  @Test func whoMayNotLookAtJobsIsAnsweredWithNone() async throws {
    try await withLimitedToken("submit") { owner, limited in
      let holder = try await owner.submit(
        #"{"shell":"secret-command","name":"secret","hold":true,"unique":{"key":"k"}}"#)
      let job = #"{"shell":"true","unique":{"key":"k","on_conflict":"return"}}"#
      let key = "Idempotency-Key: i\r\n"
      for (path, body) in [("/v1/jobs", job), ("/v1/jobs", job), ("/v1/batches", #"{"jobs":[\#(job)]}"#)] {
        let refused = try await limited.send("POST", path, body, path == "/v1/jobs" ? key : "")
        #expect(refused.status == 409 && refused.code == "duplicate", "\(refused.text)")
        #expect(!refused.text.contains("secret") && !refused.text.contains("job \(holder)"), "\(refused.text)")
        #expect(refused.json?["job_id"] == nil && refused.json?["subject"] == nil, "\(refused.text)")
      }
      let lines = TestClient.request(
        "POST", "/v1/jobs", body: job, type: "application/x-ndjson",
        fields: "Authorization: Bearer \(TokenClient.token)\r\n")
      let many = try await limited.client.raw.exchange(lines.replacing("Host: jobd", with: "Host: localhost"))
      #expect(many.status == 409 && many.json?["ids"] == nil && many.json?["job_id"] == nil, "\(many.text)")
      // Its owner is.
      let returned = try await owner.post("/v1/jobs", job)
      #expect(returned.status == 200 && returned.json?["id"]?.integerValue == holder, "\(returned.text)")
    }
  }

  @Test func followUpsOfOthersThatAreInTheWayAreNotNamed() async throws {
    try await withLimitedToken("admin queues=mine") { owner, limited in
      let parent = try await owner.submit(#"{"external":true,"queue":"mine"}"#)
      #expect(try await owner.post("/v1/jobs/\(parent)/complete").status == 200)
      let hidden = try await owner.submit(#"{"shell":"true","hold":true,"after":[\#(parent)]}"#)
      let refused = try await limited.send("DELETE", "/v1/jobs/\(parent)")
      #expect(refused.status == 409 && refused.json?["job_id"]?.integerValue == parent, "\(refused.text)")
      #expect(refused.text.contains("not yours to see") && !refused.text.contains("up \(hidden)"), "\(refused.text)")
      let told = try await owner.send("DELETE", "/v1/jobs/\(parent)")
      #expect(told.status == 409 && told.text.contains("follow-up \(hidden)"), "\(told.text)")
    }
  }

  @Test func idempotencyKeysAreEverybodysOwn() async throws {
    try await withLimitedToken("read,submit,work queues=mine") { owner, limited in
      let key = "Idempotency-Key: k\r\n"
      let job = #"{"shell":"true","hold":true,"queue":"mine"}"#
      let first = try await owner.post("/v1/jobs", job, key)
      let other = try await limited.send("POST", "/v1/jobs", job, key)
      #expect(first.status == 201 && other.status == 201)
      #expect(first.json?["id"] != other.json?["id"] && other.header("idempotent-replayed") == nil)
      let again = try await limited.send("POST", "/v1/jobs", job, key)
      #expect(again.json?["id"] == other.json?["id"] && again.header("idempotent-replayed") == "true")
      let mismatch = try await limited.send("POST", "/v1/batches", "", key)
      #expect(mismatch.status == 422 && mismatch.detail?.contains(#"the key "k" came"#) == true, "\(mismatch.text)")
    }
  }

  @Test func listsShowWhatLiesWithinTheLimits() async throws {
    try await withLimitedToken("read queues=mine,yours kinds=shell,exec") { owner, limited in
      var own: [Int64] = []
      for queue in ["mine", "default", "yours"] {
        let id = try await owner.submit(#"{"shell":"true","hold":true,"queue":"\#(queue)","tags":{"t":"1"}}"#)
        if queue != "default" { own.append(id) }
        _ = try await owner.submit(#"{"handler":"noop","hold":true,"queue":"\#(queue)","tags":{"t":"1"}}"#)
      }
      func ids(_ query: String) async throws -> [Int64] {
        let reply = try await limited.send("GET", "/v1/jobs" + query)
        #expect(reply.status == 200, "\(reply.text)")
        return reply.json?["jobs"]?.arrayValue?.compactMap { $0["id"]?.integerValue } ?? []
      }
      #expect(try await ids("?order=oldest") == own)
      #expect(try await ids("") == own.reversed())
      #expect(try await ids("?tag=t:1&state=held") == own.reversed())
      #expect(try await ids("?queue=yours") == [own[1]])
      #expect(try await ids("?limit=1") == [own[1]])
      for query in ["?queue=default", "?kind=handler", "?queue=nowhere"] { #expect(try await ids(query) == []) }
      let wait = try await limited.send("POST", "/v1/wait", #"{"filter":{"tags":{"t":"1"}},"timeout":"0s"}"#)
      #expect(wait.json?["pending"]?.arrayValue?.compactMap(\.integerValue).sorted() == own, "\(wait.text)")
    }
  }

  @Test func tiesToOthersJobsAreNotShown() async throws {
    try await withLimitedToken("read,submit queues=mine") { owner, limited in
      let foreign = try await owner.submit(#"{"shell":"true","hold":true}"#)
      let parent = try await owner.submit(Self.mine)
      let own = try await owner.submit(#"{"shell":"true","queue":"mine","after":[\#(foreign),\#(parent)]}"#)
      let child = try await owner.submit(#"{"shell":"true","after":[\#(own)]}"#)
      for path in ["/v1/jobs/\(own)", "/v1/jobs/\(own)?view=full", "/v1/jobs?name=job-\(own)", "/v1/jobs/\(own)/why"] {
        let shown = try await limited.send("GET", path)
        #expect(shown.status == 200)
        #expect(!shown.text.contains("\"job\":\(foreign)") && !shown.text.contains("job \(foreign)"), "\(shown.text)")
        #expect(!shown.text.contains("\"children\":[\(child)]"), "\(shown.text)")
      }
      let job = try await limited.send("GET", "/v1/jobs/\(own)").json
      #expect(job?["parents"]?.arrayValue?.map { $0["job"]?.integerValue } == [parent])
      #expect(try await owner.get("/v1/jobs/\(own)").json?["children"]?.arrayValue?.count == 1)
    }
  }

  @Test func daemonIsOperatedWithoutLimitsOnly() async throws {
    try await withLimitedToken("admin queues=mine") { owner, limited in
      #expect(try await limited.status("POST", "/v1/drain") == 403)
      #expect(try await limited.status("POST", "/v1/resume") == 403)
      #expect(try await limited.status("PUT", "/v1/queues/mine", #"{"slots":3}"#) == 200)
      #expect(try await limited.status("PUT", "/v1/queues/default", #"{"slots":3}"#) == 404)
      let foreign = try await owner.submit(#"{"shell":"true","hold":true}"#)
      _ = try await limited.send("POST", "/v1/jobs:cancel", #"{"filter":{"state":"held"}}"#)
      #expect(try await owner.get("/v1/jobs/\(foreign)").json?["state"]?.stringValue == "held")
    }
  }

  @Test func schedulesFollowTheRightsToTheirJobs() async throws {
    try await withLimitedToken("read,submit queues=mine kinds=shell") { owner, limited in
      let foreign = "/v1/schedules/foreign"
      #expect(try await owner.send("PUT", foreign, body: #"{"every":"1h","job":{"shell":"x"}}"#).status == 200)
      let own = #"{"every":"1h","job":{"shell":"true","queue":"mine"}}"#
      #expect(try await limited.status("PUT", "/v1/schedules/own", own) == 200)
      #expect(try await limited.status("PUT", foreign, own) == 404)
      #expect(try await limited.status("PUT", "/v1/schedules/x", #"{"every":"1h","job":{"shell":"x"}}"#) == 403)
      #expect(
        try await limited.status("PUT", "/v1/schedules/x", #"{"every":"1h","job":{"argv":["x"],"queue":"mine"}}"#)
          == 403)
      for (method, path) in [
        ("GET", ""), ("GET", "/preview"), ("POST", "/run"), ("POST", "/pause"), ("POST", "/resume"), ("DELETE", ""),
      ] { #expect(try await limited.status(method, foreign + path) == 404, "\(method) \(path)") }
      #expect(try await limited.status("POST", "/v1/schedules/own/run") == 201)
      let names = try await limited.send("GET", "/v1/schedules").json?["schedules"]?.arrayValue
      #expect(names?.map { $0["name"]?.stringValue } == ["own"])
    }
  }

  @Test func commandsAsCallbacksNeedTheRightToExec() async throws {
    try await withLimitedToken("read,submit queues=mine kinds=shell") { owner, limited in
      let job = try await owner.submit(Self.mine)
      let foreign = try await owner.submit(#"{"shell":"true","hold":true}"#)
      let command = #"{"argv":["/bin/sh","-c","id"]}"#
      let url = #"{"url":"http://127.0.0.1:9/"}"#
      #expect(try await limited.status("POST", "/v1/jobs/\(job)/callbacks", command) == 403)
      #expect(
        try await limited.status("POST", "/v1/jobs", #"{"shell":"x","queue":"mine","callbacks":[\#(command)]}"#) == 403)
      // A batch's are no other.
      #expect(try await limited.status("POST", "/v1/batches", #"{"callbacks":[\#(command)]}"#) == 403)
      #expect(try await limited.status("POST", "/v1/batches", #"{"callbacks":[\#(url)]}"#) == 201)
      #expect(try await limited.status("POST", "/v1/jobs/\(foreign)/callbacks", url) == 404)
      #expect(try await limited.status("GET", "/v1/jobs/\(foreign)/callbacks") == 404)
      #expect(try await limited.status("DELETE", "/v1/jobs/\(foreign)/callbacks") == 404)
    }
  }

  @Test func readersChangeNothing() async throws {
    try await withLimitedToken("read") { owner, limited in
      let job = try await owner.submit(#"{"shell":"true","hold":true}"#)
      let batch = try await owner.batch(#"{"jobs":[{"shell":"true","hold":true}]}"#)
      for (method, path, body) in [
        ("POST", "/v1/batches", "{}"), ("POST", "/v1/batches/\(batch)/close", ""),
        ("POST", "/v1/batches/\(batch)/cancel", ""), ("POST", "/v1/jobs/\(job)/callbacks", #"{"url":"http://x/"}"#),
        ("DELETE", "/v1/jobs/\(job)/callbacks", ""),
        ("PUT", "/v1/schedules/s", #"{"every":"1h","job":{"shell":"x"}}"#), ("DELETE", "/v1/schedules/s", ""),
        ("POST", "/v1/schedules/s/run", ""), ("POST", "/v1/schedules/s/pause", ""),
      ] { #expect(try await limited.status(method, path, body) == 403, "\(method) \(path)") }
      for path in ["/v1/batches/\(batch)", "/v1/jobs/\(job)/why", "/v1/batches", "/v1/schedules"] {
        #expect(try await limited.status("GET", path) == 200, "\(path)")
      }
    }
  }

  @Test func scheduleWhoseJobCannotBeReadIsWithinNobodysLimits() {
    var limited = Identity(name: "token:t", scopes: [ScopeSet(.read)])
    limited.limits.queues = ["default"]
    var job = NewJob(.external)
    #expect(Authority.decide(limited, .read, .schedule("s", job)) == .allowed)
    job.fault = .whole
    #expect(Authority.decide(limited, .read, .schedule("s", job)) == .hidden)
    limited.limits.queues = nil
    #expect(Authority.decide(limited, .read, .schedule("s", job)) == .allowed)
  }
}
