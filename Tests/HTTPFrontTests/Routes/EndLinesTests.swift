// POST /v1/claims:complete: every line for itself, and what is no line.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct EndLinesTests {
  private func claimed(_ count: Int, _ client: TestClient) async throws -> (jobs: [Int64], fences: [String]) {
    var jobs: [Int64] = []
    for _ in 0..<count { jobs.append(try await client.submitRemote()) }
    return (jobs, try await client.claim(count))
  }

  @Test func staleLineInTheMiddleStopsNoOther() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (jobs, fences) = try await claimed(3, client)
      #expect(try await client.post("/v1/claims/\(fences[1])/release", #"{"delay":"1h"}"#).status == 200)
      let text = #"""
        {"fence":"\#(fences[0])","result":{"n":1}}
        {"fence":"\#(fences[1])","result":2}
        {"fence":"no fence"}
        {"fence":"\#(fences[2])","error":{"code":"bad","message":"no"}}

        """#
      let answer = try await client.completeLines(text)
      #expect(answer.status == 200 && answer.raw.header("content-type") == "application/x-ndjson")
      #expect(answer.lines.map { $0["fence"]?.stringValue } == [fences[0], fences[1], "no fence", fences[2]])
      #expect(answer.lines.map { $0["ok"]?.boolValue } == [true, nil, nil, true])
      #expect(answer.lines.map { $0["code"]?.stringValue } == [nil, "stale_fence", "stale_fence", nil])
      #expect(try await client.state(jobs[0]) == "succeeded")
      #expect(try await client.state(jobs[1]) == "scheduled")
      #expect(try await client.state(jobs[2]) == "failed")
      // The same again is answered the same.
      #expect(try await client.completeLines(text).raw.text == answer.raw.text)
      client.raw.close()
    }
  }

  @Test func oneFenceInTwoLinesEndsOnce() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (jobs, fences) = try await claimed(1, client)
      let line = #"{"fence":"\#(fences[0])","result":1}"#
      let answer = try await client.completeLines("\(line)\n\(line)\n" + #"{"fence":"\#(fences[0])","result":2}"#)
      #expect(answer.lines.map { $0["code"]?.stringValue } == [nil, nil, "stale_fence"])
      #expect(try await client.get("/v1/jobs/\(jobs[0])/result").text == "1")
      client.raw.close()
    }
  }

  @Test func lineThatCannotBeReadIsNamedAndNothingHappens() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let (jobs, fences) = try await claimed(2, client)
      let (first, second) = (#"{"fence":"\#(fences[0])"}"#, #"{"fence":"\#(fences[1])"}"#)
      let long = #"{"fence":"\#(fences[1])","result":"\#(String(repeating: "r", count: 1_048_600))"}"#
      for bad in [
        String(second.dropLast(5)), long, #"{"result":1}"#, #"{"fence":5}"#, #"{"fence":"x","result":1,"error":"e"}"#,
        #"{"fence":"x","claim":{}}"#, "[]", "nonsense",
      ] {
        // The blank line counts.
        let answer = try await client.completeLines("\(first)\n \r\n\(bad)\n\(second)\n")
        #expect(answer.status == 400, "\(bad.prefix(60)): \(answer.raw.text)")
        #expect(answer.raw.json?["line"]?.integerValue == 3, "\(bad.prefix(60)): \(answer.raw.text)")
        #expect(!answer.raw.fields.isEmpty)
      }
      for job in jobs { #expect(try await client.state(job) == "running") }
      #expect(try await client.completeLines("\(first)\r\n\n\(second)").lines.count == 2)
      client.raw.close()
    }
  }

  @Test func emptyAndEndlessBodiesAreRefused() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for body in ["", "\n", "\n \n\r\n"] {
        let refused = try await client.completeLines(body)
        #expect(refused.status == 400 && refused.raw.fields == ["(body)"], "\(refused.raw.text)")
      }
      let many = try await client.completeLines(String(repeating: #"{"fence":"x"}"# + "\n", count: 10_001))
      #expect(many.status == 413 && many.raw.code == "payload_too_large", "\(many.raw.text)")
      #expect(try await client.completeLines(String(repeating: "\n", count: 1_000_000)).status == 413)
      let all = try await client.completeLines(String(repeating: #"{"fence":"x"}"# + "\n", count: 10_000))
      #expect(all.status == 200 && all.lines.count == 10_000)
      client.raw.close()
    }
  }

  @Test func linesAboutOthersJobsAreStale() async throws {
    try await withLimitedToken("work queues=mine") { owner, limited in
      let (foreign, theirs) = try await owner.claimed()
      let (own, fence) = try await owner.claimed(#","queue":"mine""#)
      let text = TestClient.request(
        "POST", "/v1/claims:complete", body: #"{"fence":"\#(theirs)"}"# + "\n" + #"{"fence":"\#(fence)"}"#,
        type: "application/x-ndjson", fields: "Authorization: Bearer \(TokenClient.token)\r\n")
      let answer = try await limited.client.raw.exchange(text.replacing("Host: jobd", with: "Host: localhost"))
      #expect(answer.status == 200)
      #expect(
        answer.text == #"{"fence":"\#(theirs)","code":"stale_fence"}"# + "\n" + #"{"fence":"\#(fence)","ok":true}"#
          + "\n")
      #expect(try await owner.state(foreign) == "running")
      #expect(try await owner.state(own) == "succeeded")
    }
  }
}
