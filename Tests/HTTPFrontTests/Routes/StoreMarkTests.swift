// Every answer says which database gives it, and a request that is meant for another one is refused before anything is
// looked up: ids of one database mean nothing in another.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct StoreMarkTests {
  @Test func everyAnswerNamesTheStore() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let mark = daemon.queue.storeMark
      #expect(mark.count > 8)
      for target in ["/v1/jobs", "/v1/jobs/17", "/healthz", "/nowhere", "/openapi.json"] {
        #expect(try await client.get(target).header("jobd-store") == mark, "\(target)")
      }
      let info = try await client.get("/v1/info").json
      #expect(info?["store"]?["mark"]?.stringValue == mark)
      let id = try await client.submit(#"{"shell":"echo out"}"#)
      _ = try await client.finished(id)
      #expect(try await client.get("/v1/jobs/\(id)/log?follow=true").header("jobd-store") == mark)
      client.raw.close()
    }
  }

  @Test func requestForAnotherStoreChangesNothing() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let other = "Jobd-Store: another\r\n"
      for target in ["/v1/jobs/\(id)", "/v1/jobs/\(id)/result", "/v1/jobs"] {
        let answer = try await client.get(target, other)
        #expect(answer.status == 409 && answer.code == "other_store", "\(target): \(answer.text)")
      }
      #expect(try await client.post("/v1/jobs/\(id)/cancel", "", other).code == "other_store")
      #expect(try await client.post("/v1/wait", #"{"ids":[\#(id)],"until":"all"}"#, other).code == "other_store")
      #expect(try await client.post("/v1/jobs", #"{"handler":"noop"}"#, other).code == "other_store")
      let own = "Jobd-Store: \(daemon.queue.storeMark)\r\n"
      #expect(try await client.get("/v1/jobs/\(id)", own).json?["state"]?.stringValue == "held")
      #expect(try await client.get("/v1/jobs", own).json?["jobs"]?.arrayValue?.count == 1)
      // Whoever asks only whether it lives is told.
      #expect(try await client.get("/healthz", other).status == 200)
      client.raw.close()
    }
  }
}
