// What flow refuses: with a status, a code, and the field it is about; nothing is stored.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct BadFlowTests {
  @Test func submissionsThatTieTheWrongKnotsAreRefused() async throws {
    let daemon = try await Daemon()
    let parent = try await daemon.held()
    let many = (1...10_001).map { "\($0)" }.joined(separator: ",")
    var deep = #"{"handler":"noop"}"#
    for _ in 0..<80 { deep = #"{"handler":"noop","then":[{"job":\#(deep)}]}"# }
    let cases: [(String, String)] = [
      (#""after":[999]"#, "after[0].job"), (#""after":[\#(parent),{"job":999}]"#, "after[1].job"),
      (#""after":[{"batch":999}]"#, "after[0].batch"), (#""after":[0]"#, "after[0]"),
      (#""after":[{"job":\#(parent),"batch":1}]"#, "after[0]"), (#""after":[{}]"#, "after[0]"),
      (#""after":[{"job":\#(parent),"on":"sometimes"}]"#, "after[0].on"), (#""after":"7""#, "after"),
      (#""after":[\#(parent),\#(parent)]"#, "after[1]"), (#""after":[\#(many)]"#, "after"),
      (#""then":[{"job":{"handler":"noop","priority":5000}}]"#, "then[0].job.priority"),
      (#""then":[{"job":{}}]"#, "then[0].job"), (#""then":[{"on":"x","job":{"handler":"noop"}}]"#, "then[0].on"),
      (#""unique":{}"#, "unique.key"), (#""unique":{"key":""}"#, "unique.key"),
      (#""unique":{"key":"k","on_conflict":"maybe"}"#, "unique.on_conflict"),
      (#""unique":{"key":"k","for":"-1s"}"#, "unique.for"), (#""limit":{"key":"k","max":0}"#, "limit.max"),
      (#""limit":{"key":"k"}"#, "limit.max"), (#""limit":{"key":"k","max":-1}"#, "limit.max"),
      (#""slots_needed":0"#, "slots_needed"), (#""batch":0"#, "batch"), (#""batch":"x""#, "batch"),
      (#""callbacks":[{"url":"file:///etc/passwd"}]"#, "callbacks[0].url"),
      (#""callbacks":[{"url":"not a url"}]"#, "callbacks[0].url"),
      (#""callbacks":[{"url":"http://"}]"#, "callbacks[0].url"),
      (#""callbacks":[{"url":"http://h","argv":["x"]}]"#, "callbacks[0]"), (#""callbacks":[{}]"#, "callbacks[0]"),
      (#""callbacks":[{"argv":[]}]"#, "callbacks[0].argv"),
    ]
    for (members, field) in cases {
      let answer = try await daemon.post("/v1/jobs", #"{"handler":"noop",\#(members)}"#)
      #expect(answer.status == 400 && answer.code == "bad_request", "\(members.prefix(80)): \(answer.text.prefix(300))")
      #expect(answer.faultyFields.contains { $0.hasPrefix(field) }, "\(members.prefix(80)): \(answer.text.prefix(300))")
    }
    #expect(try await daemon.post("/v1/jobs", deep).status == 400)
    let batch = try await daemon.post("/v1/jobs", #"{"handler":"noop","batch":999}"#)
    #expect([400, 404].contains(batch.status), "\(batch.text)")
    #expect(try await daemon.get("/v1/jobs").objects("jobs").count == 1)
  }

  @Test func badLineAmongManyIsNamed() async throws {
    let daemon = try await Daemon()
    let answer = try await daemon.lines([#"{"handler":"noop"}"#, #"{"handler":"noop","after":[999]}"#])
    #expect(
      answer.status == 400 && answer.int("line") == 2 && answer.faultyFields == ["after[0].job"], "\(answer.text)")
    #expect(try await daemon.get("/v1/jobs").objects("jobs").isEmpty)
  }

  @Test func badWaitsAreRefused() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.held()
    let ids = (1...100_001).map { "\($0)" }.joined(separator: ",")
    for (body, statuses) in [
      ("{}", [400]), (#"{"ids":[]}"#, [400]), (#"{"ids":[\#(id)],"until":"someday"}"#, [400]),
      (#"{"ids":[\#(id)],"batch":1}"#, [400]), (#"{"ids":[\#(ids)]}"#, [400, 413]), (#"{"batch":999}"#, [404]),
      (#"{"ids":[\#(id),999]}"#, [404]), (#"{"ids":[\#(id)],"timeout":"-1s"}"#, [400]),
      (#"{"queue":"none","timeout":"1s"}"#, [200, 404]),
    ] {
      let answer = try await daemon.post("/v1/wait", body)
      #expect(statuses.contains(answer.status), "\(body.prefix(80)): \(answer.text.prefix(300))")
      #expect(answer.status == 200 || answer.string("hint") != nil || answer.string("detail") != nil)
    }
    // As many as there may be are looked at, and those that are not there are named.
    let most = (1...100_000).map { "\($0)" }.joined(separator: ",")
    #expect(try await daemon.post("/v1/wait", #"{"ids":[\#(most)]}"#).status == 404)
    #expect(try await daemon.waiters() == 0)
  }

  @Test func badBatchesAreRefused() async throws {
    let daemon = try await Daemon()
    for (body, field) in [
      (#"{"jobs":[{"handler":"noop"},{"handler":"noop","priority":9999}]}"#, "jobs[1].priority"),
      (#"{"jobs":[{"handler":"noop"},{}]}"#, "jobs[1]"), (#"{"jobs":7}"#, "jobs"),
      (#"{"fail_fast":"yes"}"#, "fail_fast"),
      (#"{"jobs":[{"handler":"noop","after":[999]}]}"#, "jobs[0].after[0].job"), (#"{"colour":"red"}"#, "colour"),
      (#"{"jobs":[{"handler":"noop","unique":{"key":"k","on_conflict":"return"}}]}"#, "jobs[0].unique"),
    ] {
      let answer = try await daemon.post("/v1/batches", body)
      #expect(answer.status == 400 && answer.code == "bad_request", "\(body): \(answer.text)")
      #expect(answer.faultyFields.contains { $0.hasPrefix(field) }, "\(body): \(answer.text)")
    }
    for (method, target) in [
      ("GET", "/v1/batches/999"), ("POST", "/v1/batches/999/close"), ("POST", "/v1/batches/999/cancel"),
    ] {
      let answer = try await daemon.send(method, target)
      #expect(answer.status == 404 && answer.code == "not_found", "\(target): \(answer.text)")
    }
    #expect(try await daemon.get("/v1/jobs").objects("jobs").isEmpty)
    #expect(try await daemon.get("/v1/batches").objects("batches").isEmpty)
  }

  @Test func badQueueSettingsAreRefused() async throws {
    let daemon = try await Daemon()
    for (body, field) in [
      (#"{"rate":{"count":0,"per":"1s"}}"#, "rate.count"), (#"{"rate":{"count":1,"per":"0s"}}"#, "rate.per"),
      (#"{"rate":{"count":1,"per":"1s","burst":0}}"#, "rate.burst"), (#"{"rate":{"per":"1s"}}"#, "rate.count"),
      (#"{"max_queued":0}"#, "max_queued"), (#"{"max_queued":-1}"#, "max_queued"), (#"{"aging":"0s"}"#, "aging"),
      (#"{"default_timeout":"-1s"}"#, "default_timeout"), (#"{"weight":1}"#, "weight"),
    ] {
      let answer = try await daemon.put("/v1/queues/q", body)
      #expect(answer.status == 400 && answer.faultyFields.contains { $0.hasPrefix(field) }, "\(body): \(answer.text)")
    }
    #expect(try await daemon.get("/v1/queues/q").status == 404)
  }

  @Test func badSchedulesAreRefusedWithTheReason() async throws {
    let daemon = try await Daemon()
    let job = #""job":{"handler":"noop"}"#
    for (body, field) in [
      (#"{"cron":"61 * * * *",\#(job)}"#, "cron"), (#"{"cron":"0 0 30 2 *",\#(job)}"#, "cron"),
      (#"{"cron":"* * *",\#(job)}"#, "cron"), (#"{"cron":"@sometimes",\#(job)}"#, "cron"),
      (#"{"cron":"* * * * *","timezone":"Mars/Olympus",\#(job)}"#, "timezone"), (#"{"every":"0s",\#(job)}"#, "every"),
      (#"{"every":"-1s",\#(job)}"#, "every"), (#"{"every":"1h","overlap":"maybe",\#(job)}"#, "overlap"),
      (#"{"every":"1h","catch_up":"some",\#(job)}"#, "catch_up"), (#"{"every":"1h","jitter":"-1s",\#(job)}"#, "jitter"),
      (#"{"every":"1h","job":{}}"#, "job"),
      (#"{"every":"1h","job":{"handler":"noop","priority":9999}}"#, "job.priority"),
    ] {
      let answer = try await daemon.put("/v1/schedules/s", body)
      #expect(answer.status == 400 && answer.code == "bad_request", "\(body): \(answer.text)")
      #expect(answer.faultyFields.contains { $0.hasPrefix(field) }, "\(body): \(answer.text)")
    }
    for body in [#"{\#(job)}"#, #"{"every":"1h","cron":"* * * * *",\#(job)}"#, #"{"every":"1h"}"#] {
      #expect(try await daemon.put("/v1/schedules/s", body).status == 400)
    }
    let never = try await daemon.put("/v1/schedules/s", #"{"cron":"0 0 30 2 *",\#(job)}"#).text
    #expect(never.contains("never"), "\(never)")
    #expect(try await daemon.get("/v1/schedules/s").status == 404)
    #expect(try await daemon.get("/v1/schedules").objects("schedules").isEmpty)
  }
}
