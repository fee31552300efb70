// Unique keys: at most one unfinished job for each, whoever submits it, and whatever becomes of it.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct UniqueTests {
  @Test func secondIsRefusedOrAnsweredWithTheFirst() async throws {
    let daemon = try await Daemon()
    let first = try await daemon.held(#""unique":{"key":"k"}"#)
    let refused = try await daemon.post("/v1/jobs", Self.noop(#"{"key":"k"}"#))
    #expect(refused.status == 409 && refused.code == "duplicate" && refused.int("job_id") == first, "\(refused.text)")
    let returned = try await daemon.post("/v1/jobs", Self.noop(#"{"key":"k","on_conflict":"return"}"#))
    #expect(returned.status == 200 && returned.int("id") == first, "\(returned.text)")
    #expect(try await daemon.post("/v1/jobs", Self.noop(#"{"key":"other"}"#)).status == 201)
    let many = try await daemon.lines([#"{"handler":"noop"}"#, Self.noop(#"{"key":"k"}"#)])
    #expect(many.status == 409 && many.int("job_id") == first, "\(many.text)")
    #expect(try await daemon.get("/v1/jobs").objects("jobs").count == 2)
    try await daemon.release(first)
    _ = try await daemon.finished(first)
    #expect(try await daemon.post("/v1/jobs", Self.noop(#"{"key":"k"}"#)).status == 201)
  }

  @Test func replacementCancelsAHolderThatHasNotStarted() async throws {
    let daemon = try await Daemon()
    let key = #""unique":{"key":"k","on_conflict":"replace"}"#
    let first = try await daemon.held(key)
    let follower = try await daemon.noop(after: #"{"job":\#(first),"on":"failure"}"#)
    let second = try await daemon.submit(#"{"argv":["sleep","60"],\#(key)}"#)
    #expect(try await daemon.state(first) == "cancelled")
    #expect(try await daemon.finished(follower).string("state") == "succeeded")
    try await daemon.reach(second, "running")
    let refused = try await daemon.post("/v1/jobs", #"{"handler":"noop",\#(key)}"#)
    #expect(refused.status == 409 && refused.code == "duplicate" && refused.int("job_id") == second, "\(refused.text)")
    #expect(try await daemon.state(second) == "running")
  }

  @Test func retryingJobHoldsItsKeyAndEveryEndFreesIt() async throws {
    let daemon = try await Daemon()
    let retry = #""retry":{"max_attempts":2,"backoff":"constant","initial":"1h","jitter":0}"#
    let id = try await daemon.submit(#"{"handler":"fail",\#(retry),"unique":{"key":"k"}}"#)
    try await daemon.reach(id, "retrying")
    #expect(try await daemon.post("/v1/jobs", Self.noop(#"{"key":"k"}"#)).status == 409)
    try await daemon.cancel(id)
    let ends = [
      ("failed", #""handler":"fail""#), ("timeout", #""argv":["sleep","60"],"timeout":"200ms""#),
      ("skipped", #""handler":"noop","after":[\#(id)]"#), ("succeeded", #""handler":"noop""#),
    ]
    for (name, spec) in ends {
      let answer = try await daemon.post("/v1/jobs", #"{\#(spec),"unique":{"key":"k"}}"#)
      #expect(answer.status == 201, "\(name): \(answer.text)")
      _ = try await daemon.finished(try #require(answer.int("id")))
    }
  }

  @Test func keyIsKeptForItsTimeAfterTheEnd() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(Self.noop(#"{"key":"k","for":"1s"}"#))
    _ = try await daemon.finished(id)
    let refused = try await daemon.post("/v1/jobs", Self.noop(#"{"key":"k"}"#))
    #expect(refused.status == 409 && refused.int("job_id") == id, "\(refused.text)")
    let returned = try await daemon.post("/v1/jobs", Self.noop(#"{"key":"k","on_conflict":"return"}"#))
    #expect(returned.status == 200 && returned.int("id") == id)
    try await eventually("the key is free") {
      try await daemon.post("/v1/jobs", Self.noop(#"{"key":"k"}"#)).status == 201
    }
  }

  @Test func retryOfAnOldHolderIsRefusedWhileAnotherHasTheKey() async throws {
    let daemon = try await Daemon()
    let old = try await daemon.submit(#"{"handler":"fail","unique":{"key":"k"}}"#)
    _ = try await daemon.finished(old)
    let holder = try await daemon.held(#""unique":{"key":"k"}"#)
    let answer = try await daemon.post("/v1/jobs/\(old)/retry")
    #expect(answer.status == 409 && answer.code == "duplicate" && answer.int("job_id") == holder, "\(answer.text)")
  }

  @Test func ofManyAtOnceOneWins() async throws {
    var daemon = try await Daemon()
    let scratch = daemon.scratch
    let answers = try await withThrowingTaskGroup(of: Answer.self) { [daemon] group in
      for index in 0..<24 {
        let conflict = ["reject", "return"][index % 2]
        group.addTask {
          let unique = #"{"key":"k","on_conflict":"\#(conflict)"}"#
          return try await daemon.post("/v1/jobs", #"{"handler":"noop","hold":true,"unique":\#(unique)}"#)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.count { $0.status == 201 } == 1, "\(answers.map(\.status))")
    let id = try #require(answers.first { $0.status == 201 }?.int("id"))
    #expect(answers.allSatisfy { ($0.int("id") ?? $0.int("job_id")) == id })
    try await daemon.killHard()
    daemon = try await Daemon(scratch)
    #expect(try await daemon.post("/v1/jobs", Self.noop(#"{"key":"k"}"#)).int("job_id") == id)
  }

  private static func noop(_ unique: String) -> String { #"{"handler":"noop","unique":\#(unique)}"# }
}
