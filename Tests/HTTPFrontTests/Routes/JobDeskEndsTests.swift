// How remote attempts end: once, with exact repeats; too late; many at once; and given back.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskEndsTests {
  @Test func exactRepeatGetsTheFirstAnswerAndAnyOtherIs409() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (job, fence) = try await client.claimed()
      let path = "/v1/claims/\(fence)"
      let first = try await client.post(path + "/complete", #"{"result":{"ok":1}}"#)
      #expect(first.status == 200 && first.json?["job"]?["state"]?.stringValue == "succeeded")
      let again = try await client.post(path + "/complete", #"{"result":{"ok":1}}"#)
      #expect(again.status == 200 && again.text == first.text)
      for (verb, body) in [
        ("complete", #"{"result":{"ok":2}}"#), ("complete", ""), ("fail", #"{"error":"no"}"#), ("release", ""),
        ("heartbeat", ""),
      ] {
        let refused = try await client.post("\(path)/\(verb)", body)
        #expect(refused.status == 409 && refused.code == "stale_fence", "\(verb): \(refused.text)")
        #expect(refused.detail?.hasPrefix("the claim no longer holds: ") == true)
        #expect(refused.json?["hint"]?.stringValue?.isEmpty == false)
      }
      let ended = try await client.post(path + "/complete", #"{"result":{"ok":2}}"#)
      #expect(ended.detail?.contains("ended before, by another request") == true, "\(ended.text)")
      #expect(try await client.get("/v1/jobs/\(job)/result").text == #"{"ok":1}"#)
      client.raw.close()
    }
  }

  @Test func failureIsRepeatedAndRetriedAsTheJobWantsIt() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (job, fence) = try await client.claimed(#","retry":{"max_attempts":3,"initial":"1h"}"#)
      let body = #"{"error":{"code":"oom","message":"no room","traceback":"line 1"}}"#
      let first = try await client.post("/v1/claims/\(fence)/fail", body)
      #expect(first.status == 200 && first.json?["job"]?["state"]?.stringValue == "retrying", "\(first.text)")
      #expect(try await client.post("/v1/claims/\(fence)/fail", body).status == 200)
      #expect(try await client.post("/v1/claims/\(fence)/fail", #"{"error":"no room"}"#).status == 409)
      #expect(try await client.get("/v1/jobs/\(job)").json?["attempt"]?.integerValue == 1)
      let (other, last) = try await client.claimed(#","retry":{"max_attempts":3,"initial":"1h"}"#)
      _ = try await client.post("/v1/claims/\(last)/fail", #"{"error":"no","retry":false}"#)
      #expect(try await client.state(other) == "failed")
      client.raw.close()
    }
  }

  @Test func endAfterTheLeaseIsRefused() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (job, fence) = try await client.claimed(#","retry":{"max_attempts":2,"initial":"1h"}"#, lease: "1s")
      #expect(try await eventually { try await client.state(job) == "retrying" })
      let late = try await client.post("/v1/claims/\(fence)/complete", #"{"result":1}"#)
      #expect(late.status == 409 && late.code == "stale_fence", "\(late.text)")
      #expect(late.detail?.contains("its lease ran out") == true, "\(late.text)")
      #expect(try await client.post("/v1/claims/\(fence)/heartbeat").status == 409)
      let line = try await client.completeLines(#"{"fence":"\#(fence)"}"#)
      #expect(line.lines.first?["code"]?.stringValue == "stale_fence")
      #expect(try await client.state(job) == "retrying")
      client.raw.close()
    }
  }

  @Test(arguments: [
    ("fail", "{}"), ("fail", ""), ("fail", #"{"error":5}"#), ("fail", #"{"error":{"code":"x"}}"#),
    ("fail", #"{"error":"x","retry":"no"}"#), ("fail", #"{"error":"x","because":1}"#),
    ("complete", #"{"results":1}"#), ("complete", #"{"result":1,"claim":{"max":0,"handlers":["thumb"]}}"#),
    ("complete", #"{"result":1,"claim":{}}"#), ("complete", #"{"result":NaN}"#), ("complete", "{"), ("complete", "[]"),
    ("complete", #"{"result":"\#(String(repeating: "r", count: 1_048_577))"}"#),
    ("release", #"{"delay":"-1s"}"#), ("release", #"{"delay":"99999d"}"#), ("release", #"{"delay":"later"}"#),
    ("release", #"{"wait":1}"#), ("heartbeat", #"{"progress":{"fraction":2}}"#),
    ("heartbeat", #"{"progress":{"done":2,"total":1}}"#), ("heartbeat", #"{"progress":{"fraction":1e999}}"#),
    ("heartbeat", #"{"progress":5}"#),
  ])
  func whatIsNoEndIs400AndEndsNothing(_ verb: String, _ body: String) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (job, fence) = try await client.claimed()
      let refused = try await client.post("/v1/claims/\(fence)/\(verb)", body)
      #expect(refused.status == 400, "\(refused.text)")
      #expect(try await client.state(job) == "running")
      #expect(try await client.post("/v1/claims/\(fence)/complete").status == 200)
      client.raw.close()
    }
  }

  @Test func fenceThatIsNoneIsStale() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (job, fence) = try await client.claimed()
      let (_, other) = try await client.claimed()
      let secret = fence.split(separator: "-").last.map(String.init) ?? ""
      let guesses = [
        "1", "x", "-", "1-1-1-1", fence + "0", String(fence.dropLast()), fence.uppercased() + "-", "0-0-0-\(secret)",
        "99999999999999999999-1-1-\(secret)", String(fence.dropLast(32)) + String(repeating: "0", count: 32),
        String(fence.dropLast(32)) + String(other.suffix(32)), String(repeating: "9", count: 200),
      ]
      for guess in guesses {
        for verb in ["heartbeat", "complete", "release"] {
          let refused = try await client.post("/v1/claims/\(guess)/\(verb)")
          #expect(refused.status == 409 && refused.code == "stale_fence", "\(guess) \(verb): \(refused.text)")
        }
      }
      #expect(try await client.state(job) == "running")
      client.raw.close()
    }
  }

  @Test func jobThatIsReleasedComesAgainWithItsAttempt() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (job, fence) = try await client.claimed()
      let back = try await client.post("/v1/claims/\(fence)/release", #"{"delay":"1h"}"#)
      #expect(back.status == 200, "\(back.text)")
      #expect(try await client.claim().isEmpty)
      #expect(try await client.get("/v1/jobs/\(job)").json?["attempt"]?.integerValue == 0)
      _ = try await client.post("/v1/jobs/\(job)/run")
      let reply = try await client.post("/v1/claims", #"{"handlers":["thumb"],"wait":"5s"}"#)
      #expect(reply.json?["claims"]?.arrayValue?.first?["attempt"]?.integerValue == 1, "\(reply.text)")
      client.raw.close()
    }
  }

  @Test func nextJobsComeWithTheAnswer() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (_, fence) = try await client.claimed()
      let next = try await client.submitRemote()
      let ended = try await client.post(
        "/v1/claims/\(fence)/complete", #"{"result":1,"claim":{"handlers":["thumb"],"wait":"60s"}}"#)
      #expect(ended.json?["claims"]?.arrayValue?.map { $0["job"]?.integerValue } == [next])
      let second = try #require(ended.json?["claims"]?.arrayValue?.first?["fence"]?.stringValue)
      let last = try await client.post(
        "/v1/claims/\(second)/complete", #"{"result":1,"claim":{"handlers":["thumb"],"wait":"60s"}}"#)
      #expect(last.json?["claims"]?.arrayValue?.isEmpty == true)
      client.raw.close()
    }
  }
}
