// POST /v1/jobs/{id}/stdin: bytes for a command that runs, and what is said of those that it cannot have.

import JobCore
import JobWire
import TestSupport
import Testing

@testable import HTTPFront

@Suite struct JobDeskInputTests {
  private func send(
    _ client: TestClient, _ id: Int64, _ text: String, _ query: String = ""
  ) async throws -> RawResponse {
    try await client.send("POST", "/v1/jobs/\(id)/stdin\(query)", body: text, type: "application/octet-stream")
  }

  /// Submits it and returns once it runs.
  private func begin(_ client: TestClient, _ json: String) async throws -> Int64 {
    let id = try await client.submit(json)
    #expect(try await eventually { try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue == "running" })
    return id
  }

  @Test func bytesReachTheCommandUntilItsInputIsEnded() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await begin(client, #"{"argv":["cat"],"interactive":true,"stdin":"first\n"}"#)
      let some = try await send(client, id, "some\n")
      #expect(some.status == 200 && some.text == #"{"accepted":5,"attempt":1,"closed":false}"#, "\(some.text)")
      let last = try await send(client, id, "last\n", "?attempt=1&close=true")
      #expect(last.text == #"{"accepted":5,"attempt":1,"closed":true}"#, "\(last.text)")
      #expect(try await client.finished(id)["state"]?.stringValue == "succeeded")
      #expect(try await client.get("/v1/jobs/\(id)/log").text == "first\nsome\nlast\n")
      let late = try await send(client, id, "late\n")
      #expect(late.status == 409 && late.json?["code"]?.stringValue == "invalid_state", "\(late.text)")
      client.raw.close()
    }
  }

  @Test func whatCannotBeSentIsRefusedInWords() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let deaf = try await begin(client, #"{"argv":["sleep","600"]}"#)
      let open = try await begin(client, #"{"argv":["sleep","600"],"interactive":true}"#)
      let held = try await client.submit(#"{"argv":["cat"],"interactive":true,"hold":true}"#)
      let cases: [(Int64, String, Int, String)] = [
        (deaf, "", 409, "not submitted as interactive"), (open, "?attempt=2", 409, "attempt 1 of job"),
        (held, "", 409, "is held: input can be sent to it while its command runs"), (99, "", 404, "no job 99"),
        (open, "?attempt=0", 400, "attempt"), (open, "?close=maybe", 400, "close"), (open, "?end=true", 400, "end"),
      ]
      for (id, query, status, words) in cases {
        let answer = try await send(client, id, "x", query)
        #expect(answer.status == status && answer.text.contains(words), "\(query): \(answer.text)")
      }
      let long = try await send(client, open, String(repeating: "x", count: Limits.sendBytesMax + 1))
      #expect(long.status == 400 && long.fields == ["(body)"], "\(long.text)")
      #expect(try await client.post("/v1/jobs/\(open)/stdin", "x").status == 415)
      client.raw.close()
    }
  }

  @Test func whoSaysNothingMoreIsAnsweredWithWhatThereIsRoomFor() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await begin(client, #"{"argv":["sleep","600"],"interactive":true}"#)
      #expect(try await eventually { try await client.get("/v1/jobs/\(id)").json?["pid"]?.integerValue != nil })
      let other = try await daemon.connect()
      let body = String(repeating: "x", count: Limits.sendBytesMax)
      let request = TestClient.request(
        "POST", "/v1/jobs/\(id)/stdin?close=true", body: body, type: "application/octet-stream")
      try await other.raw.send(request)
      other.raw.closeOutput()
      let reply = try InputReply(jsonBytes: Array(try await other.raw.response().text.utf8))
      #expect((4_096..<body.utf8.count).contains(reply.accepted) && !reply.closed, "\(reply)")
      other.raw.close()
      client.raw.close()
    }
  }
}
