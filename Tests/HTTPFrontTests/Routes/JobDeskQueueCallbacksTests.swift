// Callbacks of queues over HTTP against a real queue: who sets them, who sees whom they call, and what is refused.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskQueueCallbacksTests {
  private static let secret =
    #"{"callbacks":[{"url":"http://127.0.0.1:9/services/s3cr3t?k=v","on":"failure"},{"argv":["/bin/true","s3cr3t"]}]}"#

  @Test func whatIsNotSaidStaysAndNullTakesThemAway() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      func set(_ body: String) async throws -> RawResponse { try await client.send("PUT", "/v1/queues/q", body: body) }
      #expect(try await set(#"{"slots":2}"#).json?["callbacks"]?.arrayValue == [])
      let two = try await set(
        #"{"callbacks":[{"url":"http://127.0.0.1:9/a?k=v"},{"argv":["/bin/true"],"on":"success"}]}"#)
      let shown = try #require(two.json?["callbacks"]?.arrayValue, "\(two.text)")
      #expect(shown.map { $0["on"]?.stringValue } == ["any", "success"])
      #expect(shown[0]["url"]?.stringValue == "http://127.0.0.1:9/a?k=***")
      #expect(try await set(#"{"slots":3}"#).json?["callbacks"]?.arrayValue == shown)
      #expect(try await client.get("/v1/queues/q").json?["callbacks"]?.arrayValue == shown)
      for none in [#"{"callbacks":null}"#, #"{"callbacks":[]}"#] {
        #expect(try await set(none).json?["callbacks"]?.arrayValue == [])
      }
      client.raw.close()
    }
  }

  @Test func callbacksThatAJobMayNotHaveAreNotForAQueueEither() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for (callback, field) in JobDeskCallbacksTests.bad {
        let answer = try await client.send("PUT", "/v1/queues/q", body: #"{"callbacks":[\#(callback)]}"#)
        let inner = field == "(body)" ? "callbacks[0]" : "callbacks[0].\(field)"
        #expect(answer.status == 400 && answer.fields.contains(inner), "\(callback): \(answer.text)")
      }
      let long = String(repeating: "a", count: Limits.queueCallbackBytesMax)
      let many = [String](repeating: #"{"argv":["a"]}"#, count: Limits.callbacksMax + 1).joined(separator: ",")
      for list in ["[\(many)]", #"[{"argv":["\#(long)"]}]"#] {
        #expect(try await client.send("PUT", "/v1/queues/q", body: #"{"callbacks":\#(list)}"#).fields == ["callbacks"])
      }
      // Nothing has been made by what was refused.
      #expect(try await client.get("/v1/queues/q").status == 404)
      client.raw.close()
    }
  }

  /// A URL is a key, and so may be what a command is given.
  @Test(arguments: ["read", "read,submit", "read,submit,work"])
  func whoMayNotSetQueuesSeesOfJobsThatTheQueueTellsAndNotHow(_ scopes: String) async throws {
    try await withLimitedToken(scopes) { owner, reader in
      #expect(try await owner.send("PUT", "/v1/queues/q", body: Self.secret).status == 200)
      let job = try await owner.submit(#"{"handler":"fail","queue":"q"}"#)
      _ = try await owner.finished(job)
      for path in ["/v1/queues", "/v1/queues/q", "/v1/stats"] {
        let seen = try await reader.send("GET", path)
        #expect(seen.status == 200 && seen.text.contains(#""callbacks":null"#), "\(path): \(seen.text)")
        #expect(!seen.text.contains("127.0.0.1") && !seen.text.contains("s3cr3t"), "\(path): \(seen.text)")
      }
      for path in ["/v1/jobs/\(job)/callbacks", "/v1/jobs/\(job)?view=full"] {
        let seen = try await reader.send("GET", path)
        let callbacks = try #require(seen.json?["callbacks"]?.arrayValue, "\(seen.text)")
        #expect(callbacks.map { $0["queue"]?.stringValue } == ["q", "q"], "\(seen.text)")
        #expect(callbacks[0]["url"]?.stringValue == "http://127.0.0.1:9/***" && !seen.text.contains("s3cr3t"))
        #expect(callbacks[1]["argv"]?.arrayValue?.map(\.stringValue) == ["/bin/true", "***"], "\(seen.text)")
        #expect(try await owner.get(path).text.contains("/services/s3cr3t?k=***"))
      }
    }
  }

  @Test(arguments: [("read,submit,work", false), ("admin", true), ("admin queues=q", true), ("read queues=q", false)])
  func eventsTellOfThemOnlyToThoseWhoMaySetTheQueue(_ rights: String, _ isShown: Bool) async throws {
    try await withLimitedToken(rights) { owner, listener in
      let feed = try await EventFeed(
        listener.client.raw, fields: "Authorization: Bearer \(TokenClient.token)\r\n")
      #expect(try await owner.send("PUT", "/v1/queues/q", body: Self.secret).status == 200)
      let event = try #require(try await feed.next())
      #expect(event.event == "queue.changed" && event.queue?.name == "q" && event.queue?.paused == false)
      #expect(event.queue?.callbacks?.count == (isShown ? 2 : nil))
      feed.close()
    }
  }

  @Test func adminOfTheQueueSetsThemAndOneOfAnotherDoesNot() async throws {
    try await withLimitedToken("admin queues=mine") { owner, limited in
      let set = try await limited.send("PUT", "/v1/queues/mine", Self.secret)
      #expect(set.status == 200 && set.text.contains("/services/s3cr3t?k=***"), "\(set.text)")
      #expect(try await limited.send("PUT", "/v1/queues/other", Self.secret).status == 404)
      #expect(try await owner.get("/v1/queues/other").status == 404)
      // A mask gives nothing of another queue's away, not even that it is there.
      #expect(try await owner.send("PUT", "/v1/queues/other", body: Self.secret).status == 200)
      let masked = Self.secret.replacing("k=v", with: "k=***").replacing("s3cr3t", with: "x")
      let (there, missing) = (
        try await limited.send("PUT", "/v1/queues/other", masked),
        try await limited.send("PUT", "/v1/queues/third", masked)
      )
      #expect(there.status == 404 && there.text == missing.text.replacing("third", with: "other"), "\(there.text)")
      let theirs = Self.secret.replacing("k=v", with: "k=***")
      #expect(try await limited.send("PUT", "/v1/queues/mine", theirs).status == 200)
    }
  }

  @Test func whoseCommandsRunAsSomebodyHasNoneCalledByAQueue() async throws {
    try await withLimitedToken("admin run_as=nobody") { owner, guest in
      let refused = try await guest.send("PUT", "/v1/queues/q", Self.secret)
      #expect(refused.status == 403, "\(refused.text)")
      #expect(try await owner.get("/v1/queues/q").status == 404)
      let url = #"{"callbacks":[{"url":"http://127.0.0.1:9/"}]}"#
      #expect(try await guest.send("PUT", "/v1/queues/q", url).status == 200)
    }
  }

  /// A job of a queue out of sight was moved into one that is seen, and tells of both ends.
  @Test func thoseOfAQueueOutOfSightAreLeftOut() async throws {
    try await withLimitedToken("read,submit queues=mine") { owner, limited in
      for queue in ["mine", "other"] {
        let body = #"{"callbacks":[{"url":"http://127.0.0.1:9/\#(queue)"}]}"#
        #expect(try await owner.send("PUT", "/v1/queues/\(queue)", body: body).status == 200)
      }
      let job = try await owner.submit(#"{"handler":"noop","hold":true,"queue":"other"}"#)
      #expect(try await owner.post("/v1/jobs/\(job)/cancel").status == 200)
      #expect(try await owner.post("/v1/queues/other/pause").status == 200)
      #expect(try await owner.post("/v1/jobs/\(job)/retry").status == 200)
      #expect(try await owner.send("PATCH", "/v1/jobs/\(job)", body: #"{"queue":"mine"}"#).status == 200)
      _ = try await owner.finished(job)
      let all = try await owner.get("/v1/jobs/\(job)/callbacks")
      #expect(all.json?["callbacks"]?.arrayValue?.map { $0["queue"]?.stringValue } == ["other", "mine"], "\(all.text)")
      let seen = try await limited.send("GET", "/v1/jobs/\(job)/callbacks")
      #expect(seen.json?["callbacks"]?.arrayValue?.map { $0["queue"]?.stringValue } == ["mine"], "\(seen.text)")
      #expect(!seen.text.contains("other"))
    }
  }

  /// Whoever changes one setting by reading all and writing all has sent the masks along.
  @Test func masksThatAreSentBackLeaveWhatIsStored() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      func set(_ body: String, _ name: String = "q") async throws -> RawResponse {
        try await client.send("PUT", "/v1/queues/\(name)", body: body)
      }
      #expect(try await set(Self.secret).status == 200)
      let stored = try await daemon.queue.queue("q").settings.callbacks
      let shown = try #require(try await client.get("/v1/queues/q").json?["callbacks"])
      let text = String(decoding: shown.jsonBytes(), as: UTF8.self)
      #expect(text.contains(SpecView.mask))
      let back = try await set(#"{"slots":3,"callbacks":\#(text)}"#)
      #expect(back.status == 200 && back.json?["callbacks"] == shown, "\(back.text)")
      #expect(try await daemon.queue.queue("q").settings.callbacks == stored)
      for other in ["http://127.0.0.1:8/", "http://evil.example/"] {
        let moved = text.replacing("http://127.0.0.1:9/", with: other)
        let refused = try await set(#"{"slots":4,"callbacks":\#(moved)}"#)
        #expect(refused.status == 400 && refused.fields == ["callbacks[0].url"], "\(refused.text)")
      }
      #expect(try await daemon.queue.queue("q").settings.callbacks == stored)
      #expect(try await daemon.queue.queue("q").settings.slots == 3)
      let unknown = try await set(#"{"callbacks":\#(text)}"#, "new")
      #expect(unknown.status == 400 && unknown.fields == ["callbacks[0].url"], "\(unknown.text)")
      #expect(try await client.get("/v1/queues/new").status == 404)
      client.raw.close()
    }
  }
}
