// What a token may see is asked again when a wait ends and while something is followed: jobs are moved, and batches gain
// members of others.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskAccessTests {
  /// Asks as the limited token, and does something as the owner once the daemon has a wait.
  private func waiting(
    _ limited: TokenClient, _ owner: TestClient, _ target: String, _ body: () async throws -> Void
  ) async throws -> RawResponse {
    async let answer = limited.send("GET", target)
    #expect(
      try await eventually { try await owner.get("/v1/info").json?["waiters"]?.integerValue ?? 0 > 0 })
    try await body()
    return try await answer
  }

  @Test(arguments: ["", "&view=full"])
  func waitForAJobThatWasMovedAwayFindsNothing(_ view: String) async throws {
    try await withLimitedToken("read queues=mine") { owner, limited in
      let job = try await owner.submit(#"{"shell":"true","hold":true,"queue":"mine"}"#)
      let answer = try await waiting(limited, owner, "/v1/jobs/\(job)?wait=20s\(view)") { () async throws in
        #expect(try await owner.send("PATCH", "/v1/jobs/\(job)", body: #"{"queue":"other"}"#).status == 200)
        #expect(try await owner.post("/v1/jobs/\(job)/cancel").status == 200)
      }
      #expect(answer.status == 404 && !answer.text.contains("cancelled"), "\(answer.text)")
    }
  }

  @Test func waitForABatchThatGainedAForeignMemberFindsNothing() async throws {
    try await withLimitedToken("read,submit queues=mine") { owner, limited in
      let made = try await limited.send(
        "POST", "/v1/batches", #"{"open":true,"jobs":[{"shell":"true","hold":true,"queue":"mine"}]}"#)
      let batch = try #require(made.json?["id"]?.integerValue)
      let answer = try await waiting(limited, owner, "/v1/batches/\(batch)?wait=20s") { () async throws in
        _ = try await owner.submit(#"{"shell":"true","hold":true,"batch":\#(batch)}"#)
        #expect(try await owner.post("/v1/batches/\(batch)/cancel").status == 200)
      }
      #expect(answer.status == 404 && !answer.text.contains("counts"), "\(answer.text)")
    }
  }

  /// Its first attempt is in a queue that the reader sees, its second one is not.
  @Test func followedLogBreaksOffWhenItsJobIsMovedAway() async throws {
    try await withLimitedToken("read queues=mine") { owner, limited in
      let job = try await owner.submit(
        #"{"shell":"echo seen; exit 1","queue":"mine","retry":{"max_attempts":2,"initial":"1h"}}"#)
      let request = TestClient.request(
        "GET", "/v1/jobs/\(job)/log?follow=true", fields: "Authorization: Bearer \(TokenClient.token)\r\n")
      try await limited.client.raw.send(request.replacing("Host: jobd", with: "Host: localhost"))
      #expect(
        try await eventually {
          try await owner.get("/v1/jobs/\(job)").json?["state"]?.stringValue == "retrying"
        })
      let moved = try await owner.send("PATCH", "/v1/jobs/\(job)", body: #"{"queue":"other","run_at":null}"#)
      #expect(moved.status == 200, "\(moved.text)")
      _ = try await owner.finished(job)
      let sent = String(decoding: try await limited.client.raw.receiveToEnd(), as: UTF8.self)
      #expect(!sent.hasSuffix("0\r\n\r\n"), "an orderly end: \(sent)")
      #expect(sent.ranges(of: "seen").count <= 1, "the second attempt was sent: \(sent)")
    }
  }

  @Test func followedResultOfAJobThatWasMovedAwayIsNotFound() async throws {
    try await withLimitedToken("read queues=mine") { owner, limited in
      let job = try await owner.submit(#"{"shell":"echo secret","hold":true,"queue":"mine"}"#)
      async let answer = limited.send("GET", "/v1/jobs/\(job)/result?follow=true")
      #expect(try await owner.send("PATCH", "/v1/jobs/\(job)", body: #"{"queue":"other"}"#).status == 200)
      #expect(try await owner.post("/v1/jobs/\(job)/release").status == 200)
      _ = try await owner.finished(job)
      let found = try await answer
      #expect(found.status == 404 && !found.text.contains("secret"), "\(found.text)")
    }
  }
}
