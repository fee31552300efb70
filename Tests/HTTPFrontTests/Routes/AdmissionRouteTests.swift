// Unique keys, full queues, limits and the settings of queues over HTTP against a real queue.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct AdmissionRouteTests {
  @Test func takenKeyIsADuplicateThatNamesItsHolder() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let held = #"{"handler":"noop","hold":true,"unique":{"key":"k"}}"#
      let holder = try await client.submit(held)
      let refused = try await client.post("/v1/jobs", held)
      #expect(refused.status == 409 && refused.code == "duplicate", "\(refused.text)")
      #expect(refused.json?["job_id"]?.integerValue == holder)
      let lines = try await client.send(
        "POST", "/v1/jobs", body: #"{"handler":"noop"}"# + "\n\n" + held, type: "application/x-ndjson")
      #expect(lines.status == 409 && lines.json?["line"]?.integerValue == 3, "\(lines.text)")
      let batch = try await client.post("/v1/batches", #"{"jobs":[{"handler":"noop"},\#(held)]}"#)
      #expect(batch.status == 409 && batch.detail?.hasPrefix("jobs[1]") == true, "\(batch.text)")
      #expect(try await client.get("/v1/jobs").json?["jobs"]?.arrayValue?.count == 1)
      client.raw.close()
    }
  }

  @Test func returnAnswersTheHolderAndReplaceCancelsIt() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let holder = try await client.submit(#"{"handler":"noop","hold":true,"unique":{"key":"k"}}"#)
      let spec = #"{"handler":"noop","unique":{"key":"k","on_conflict":"return"}}"#
      let returned = try await client.post("/v1/jobs", spec, "Idempotency-Key: r\r\n")
      let replayed = try await client.post("/v1/jobs", spec, "Idempotency-Key: r\r\n")
      #expect(replayed.status == 200 && replayed.body == returned.body)
      #expect(replayed.header("idempotent-replayed") == "true")
      #expect(returned.status == 200 && returned.json?["id"]?.integerValue == holder, "\(returned.text)")
      #expect(returned.header("location") == "/v1/jobs/\(holder)")
      let replacing = try await client.submit(
        #"{"shell":"exec sleep 60","unique":{"key":"k","on_conflict":"replace"}}"#)
      #expect(try await client.get("/v1/jobs/\(holder)").json?["state"]?.stringValue == "cancelled")
      #expect(
        try await eventually {
          try await client.get("/v1/jobs/\(replacing)").json?["state"]?.stringValue == "running"
        })
      let late = try await client.post("/v1/jobs", #"{"shell":"x","unique":{"key":"k","on_conflict":"replace"}}"#)
      #expect(late.status == 409 && late.code == "duplicate")
      #expect(late.json?["job_id"]?.integerValue == replacing)
      client.raw.close()
    }
  }

  @Test func fullQueueIs429AndSaysWhenToComeBack() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      _ = try await client.send("PUT", "/v1/queues/q", body: #"{"max_queued":1}"#)
      _ = try await client.submit(#"{"handler":"noop","hold":true,"queue":"q"}"#)
      let full = try await client.post("/v1/jobs", #"{"handler":"noop","queue":"q"}"#)
      #expect(full.status == 429 && full.code == "queue_full", "\(full.text)")
      // Nor by an edit.
      let id = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let edited = try await client.send("PATCH", "/v1/jobs/\(id)", body: #"{"queue":"q"}"#)
      #expect(edited.status == 429 && edited.code == "queue_full", "\(edited.text)")
      #expect(full.header("retry-after") != nil)
      client.raw.close()
    }
  }

  /// A retry brings a waiting job, as a submission does.
  @Test func aRetryIntoAFullQueueIs429() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      var ids: [Int64] = []
      for queue in ["q", "q", "q", "other"] {
        ids.append(try await client.submit(#"{"handler":"noop","hold":true,"queue":"\#(queue)"}"#))
      }
      for id in ids { #expect(try await client.post("/v1/jobs/\(id)/cancel").status == 200) }
      for queue in ["q", "other"] {
        // Nothing starts: what is tried again waits.
        _ = try await client.send("PUT", "/v1/queues/\(queue)", body: #"{"max_queued":2}"#)
        _ = try await client.post("/v1/queues/\(queue)/pause")
      }
      // As many as there is room for, those of other queues too, and the answer says that some are left.
      let bulk = try await client.post("/v1/jobs:retry", #"{"filter":{"state":"cancelled"}}"#)
      #expect(bulk.status == 429 && bulk.code == "queue_full", "\(bulk.text)")
      #expect(bulk.json?["count"]?.integerValue == 3 && bulk.detail?.contains("\"q\"") == true, "\(bulk.text)")
      var states: [String?] = []
      for id in ids { states.append(try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue) }
      #expect(states == ["queued", "queued", "cancelled", "queued"], "\(bulk.text)")
      let single = try await client.post("/v1/jobs/\(ids[2])/retry")
      #expect(single.status == 429 && single.code == "queue_full", "\(single.text)")
      _ = try await client.post("/v1/jobs/\(ids[0])/cancel")
      #expect(try await client.post("/v1/jobs/\(ids[2])/retry").status == 200)
      client.raw.close()
    }
  }

  @Test func aRuleThatLeavesNoAttemptIsRefused() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"shell":"exit 1","retry":{"max_attempts":3,"initial":"1h"}}"#)
      #expect(
        try await eventually { try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue == "retrying" })
      let refused = try await client.send("PATCH", "/v1/jobs/\(id)", body: #"{"retry":{"max_attempts":1}}"#)
      #expect(refused.status == 409 && refused.code == "invalid_state", "\(refused.text)")
      #expect(refused.detail?.contains("attempt") == true && refused.json?["job_id"]?.integerValue == id)
      let now = try await client.send("PATCH", "/v1/jobs/\(id)", body: #"{"run_at":null}"#)
      #expect(now.status == 200 && now.json?["run_at"] == .null, "\(now.text)")
      client.raw.close()
    }
  }

  @Test func settingsOfQueuesAreShownAsSet() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let set = try await client.send(
        "PUT", "/v1/queues/q",
        body: #"{"max_queued":5,"rate":{"count":10,"per":"1m","burst":2},"aging":"30s","default_timeout":"1h"}"#)
      #expect(set.status == 200, "\(set.text)")
      #expect(set.json?["rate"]?["per"]?.stringValue == "1m")
      #expect(set.json?["aging"]?.stringValue == "30s")
      let kept = try await client.send("PUT", "/v1/queues/q", body: #"{"rate":null,"aging":null}"#)
      #expect(kept.json?["rate"] == .null && kept.json?["aging"] == .null)
      #expect(kept.json?["max_queued"]?.integerValue == 5)
      #expect(kept.json?["default_timeout"]?.stringValue == "1h")
      let bad: [(body: String, field: String)] = [
        (#"{"rate":{"count":0,"per":"1s"}}"#, "rate.count"), (#"{"rate":{"count":1,"per":"0s"}}"#, "rate.per"),
        (#"{"rate":{"count":1,"per":"1s","burst":0}}"#, "rate.burst"), (#"{"rate":{"per":"1s"}}"#, "rate.count"),
        (#"{"rate":5}"#, "rate"), (#"{"aging":"0s"}"#, "aging"), (#"{"aging":"-1s"}"#, "aging"),
        (#"{"max_queued":0}"#, "max_queued"), (#"{"default_timeout":"11y"}"#, "default_timeout"),
        (#"{"slots":0}"#, "slots"),
      ]
      for (body, field) in bad {
        let refused = try await client.send("PUT", "/v1/queues/q", body: body)
        #expect(refused.status == 400 && refused.fields.contains(field), "\(body): \(refused.text)")
      }
      client.raw.close()
    }
  }

  @Test func newestMaximumHoldsForItsKeyAndWhySaysSo() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let busy = try await client.submit(#"{"shell":"exec sleep 60","limit":{"key":"db","max":5}}"#)
      #expect(
        try await eventually { try await client.get("/v1/jobs/\(busy)").json?["state"]?.stringValue == "running" })
      let waiting = try await client.submit(#"{"handler":"noop","limit":{"key":"db","max":1}}"#)
      let why = try #require(try await client.get("/v1/jobs/\(waiting)/why").json)
      #expect(why["blockers"]?.arrayValue?.first?["kind"]?.stringValue == "limit", "\(why)")
      #expect(why["blockers"]?.arrayValue?.first?["detail"]?.stringValue?.contains("1 of 1") == true, "\(why)")
      #expect(why["position"]?.integerValue == 1)
      #expect(try await client.get("/v1/jobs/\(busy)/why").json?["blockers"]?.arrayValue == [])
      #expect(try await client.get("/v1/jobs/99999/why").status == 404)
      client.raw.close()
    }
  }
}
