// POST /v1/wait against a real queue: by batch, without some, and what it refuses.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct WaitRouteTests {
  @Test func batchIsWaitedForUntilItIsDone() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.batch(#"{"jobs":[{"handler":"noop"},{"shell":"exit 1"}]}"#)
      let all = try await client.post("/v1/wait", #"{"batch":\#(id),"timeout":"10s"}"#)
      #expect(all.json?["done"]?.arrayValue?.count == 2, "\(all.text)")
      #expect(all.json?["expired"]?.boolValue == false)
      let open = try await client.batch(#"{"open":true,"jobs":[{"handler":"noop","hold":true}]}"#)
      let expired = try await client.post("/v1/wait", #"{"batch":\#(open),"timeout":"20ms"}"#)
      #expect(expired.json?["expired"]?.boolValue == true)
      #expect(expired.json?["pending"]?.arrayValue?.count == 1)
      #expect(try await client.post("/v1/wait", #"{"batch":999}"#).status == 404)
      let mixed = try await client.post("/v1/wait", #"{"batch":\#(open),"exclude":[1]}"#)
      #expect(mixed.status == 400 && mixed.fields == ["exclude"])
      client.raw.close()
    }
  }

  @Test func excludedJobsAreNotWaitedFor() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let waiting = try await client.submit(#"{"handler":"noop","hold":true,"queue":"q"}"#)
      let other = try await client.submit(#"{"handler":"noop","queue":"q"}"#)
      _ = try await client.finished(other)
      for target in [#""queue":"q""#, #""filter":{"state":["active"]}"#, #""ids":[\#(waiting)]"#] {
        let reply = try await client.post("/v1/wait", #"{\#(target),"exclude":[\#(waiting)],"timeout":"9s"}"#)
        #expect(reply.json?["pending"]?.arrayValue?.isEmpty == true, "\(target): \(reply.text)")
        #expect(reply.json?["expired"]?.boolValue == false, "\(target)")
      }
      let both = try await client.post(
        "/v1/wait", #"{"ids":[\#(waiting),\#(other)],"exclude":[\#(waiting)],"timeout":"9s"}"#)
      #expect(both.json?["done"]?.arrayValue?.map { $0["id"]?.integerValue } == [other])
      client.raw.close()
    }
  }

  /// It would be over at once, as if all were well.
  @Test func waitForAQueueThatIsNotThereIs404() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      _ = try await client.finished(try await client.submit(#"{"handler":"noop","queue":"mail"}"#))
      let missing = try await client.post("/v1/wait", #"{"queue":"mial","timeout":"0s"}"#)
      #expect(missing.status == 404 && missing.code == "not_found", "\(missing.text)")
      #expect(missing.json?["subject"]?["kind"]?.stringValue == "queue", "\(missing.text)")
      // One that has nothing to do is there, and a filter may match nothing.
      for body in [#"{"queue":"mail","timeout":"0s"}"#, #"{"filter":{"queue":"mial"},"timeout":"0s"}"#] {
        let done = try await client.post("/v1/wait", body)
        #expect(done.status == 200 && done.json?["expired"]?.boolValue == false, "\(done.text)")
      }
      client.raw.close()
    }
  }

  @Test func badWaitsAreRefused() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let many = (1...100_001).map(String.init).joined(separator: ",")
      for body in [
        "{}", #"{"ids":[]}"#, #"{"ids":[1],"queue":"q"}"#, #"{"ids":[1],"until":"sometime"}"#, #"{"ids":["x"]}"#,
        #"{"batch":0}"#, #"{"ids":[1],"timeout":"11m"}"#, #"{"queue":"q","exclude":"me"}"#, #"{"ids":[\#(many)]}"#,
        #"{"queue":"q","exclude":[\#(many)]}"#,
      ] {
        let refused = try await client.post("/v1/wait", body)
        #expect(refused.status == 400, "\(body.prefix(60)): \(refused.text.prefix(200))")
      }
      let unknown = (1...100_000).map(String.init).joined(separator: ",")
      #expect(try await client.post("/v1/wait", #"{"ids":[\#(unknown)],"timeout":"0s"}"#).status == 404)
      client.raw.close()
    }
  }
}
