// New jobs from old ones: what is taken of them, what is not, and who may use the secrets in them.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskCopiesTests {
  private static let stored = #"""
    {"shell":"cat","name":"first","queue":"q","priority":7,"delay":"1h","timeout":"5s","retry":{"max_attempts":3},
    "tags":{"k":"v"},"cwd":"/tmp","env":{"A":"1","API_TOKEN":"hidden"},"stdin":"input","unique":{"key":"u"},
    "callbacks":[{"url":"http://127.0.0.1:9/hook?key=secret"}],"then":[{"job":{"shell":"true"}}],"keep_for":"1d"}
    """#.replacing("\n", with: "")

  @Test func copyHasWhatIsStoredAndNoTies() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(Self.stored)
      let copy = try await client.submit(#"{"copy_of":\#(id),"hold":true}"#)
      let made = try await daemon.queue.detail(JobID(copy))
      let old = try await daemon.queue.detail(JobID(id)).spec
      #expect(made.job.state == .held && made.spec.start == .now && made.spec.unique == nil)
      #expect(made.job.children.isEmpty && made.spec.batch == nil && made.spec.after.isEmpty)
      #expect(made.spec.process == old.process && made.spec.work == old.work)
      #expect(made.spec.process.environment["API_TOKEN"] == "hidden" && made.spec.process.stdin == Array("input".utf8))
      #expect(made.spec.name == "first" && made.spec.queue == "q" && made.spec.priority == 7)
      #expect(made.spec.timeoutMicros == 5_000_000 && made.spec.retry.maxAttempts == 3 && made.spec.tags == ["k": "v"])
      #expect(made.spec.keepForMicros == old.keepForMicros)
      #expect(made.callbacks.map(\.callback.target) == [.url("http://127.0.0.1:9/hook?key=secret")])
      client.raw.close()
    }
  }

  @Test func givenFieldsStandOverItAndMasksMeanWhatIsStored() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(Self.stored)
      let shown = try #require(try await client.get("/v1/jobs/\(id)?view=full").json)
      let url = try #require(shown["callbacks"]?.arrayValue?.first?["url"]?.stringValue)
      #expect(url.contains(SpecView.mask))
      let copy = try await client.submit(
        #"""
        {"copy_of":\#(id),"hold":true,"name":"second","env":{"API_TOKEN":"***","B":"2"},"stdin":"*** (5 bytes)",
        "callbacks":[{"url":"\#(url)","on":"failure"}]}
        """#.replacing("\n", with: ""))
      let made = try await daemon.queue.detail(JobID(copy))
      #expect(made.spec.name == "second" && made.spec.process.environment == ["API_TOKEN": "hidden", "B": "2"])
      #expect(made.spec.process.stdin == Array("input".utf8))
      #expect(made.callbacks.map(\.callback) == [Callback(.url("http://127.0.0.1:9/hook?key=secret"), on: .failure)])
      client.raw.close()
    }
  }

  @Test(arguments: [
    (#""env":{"OTHER_TOKEN":"***"}"#, "env.OTHER_TOKEN"), (#""stdin":"*** (4 bytes)""#, "stdin"),
    (#""callbacks":[{"url":"http://127.0.0.1:8/***"}]"#, "callbacks[0].url"), (#""argv":["true"]"#, "(body)"),
  ])
  func maskOfNothingIsRefused(_ field: String, _ place: String) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(Self.stored)
      let reply = try await client.post("/v1/jobs", #"{"copy_of":\#(id),\#(field)}"#)
      let named = reply.json?["errors"]?.arrayValue?.first?["field"]?.stringValue
      #expect(reply.status == 400 && named == place, "\(reply.text)")
      client.raw.close()
    }
  }

  @Test func copyIsOneJobThatIsThere() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"shell":"true","hold":true}"#)
      #expect(try await client.post("/v1/jobs", #"{"copy_of":999}"#).status == 404)
      let inside = [
        try await client.post("/v1/batches", #"{"jobs":[{"copy_of":\#(id)}]}"#),
        try await client.post("/v1/jobs", #"{"shell":"true","then":[{"job":{"copy_of":\#(id)}}]}"#),
      ]
      for reply in inside { #expect(reply.status == 400 && reply.text.contains("submitted alone"), "\(reply.text)") }
      client.raw.close()
    }
  }

  @Test func secretsAreForWhoSubmittedThem() async throws {
    try await withLimitedToken("submit,read") { owner, other in
      let secret = try await owner.submit(#"{"shell":"true","hold":true,"env":{"API_TOKEN":"t"}}"#)
      let plain = try await owner.submit(#"{"shell":"true","hold":true}"#)
      let refused = try await other.send("POST", "/v1/jobs", #"{"copy_of":\#(secret)}"#)
      #expect(refused.status == 403 && refused.text.contains("secrets"), "\(refused.text)")
      #expect(try await other.send("POST", "/v1/jobs", #"{"copy_of":\#(plain)}"#).status == 201)
      let own = try await other.send(
        "POST", "/v1/jobs", #"{"shell":"true","hold":true,"env":{"API_TOKEN":"t"}}"#)
      let id = try #require(own.json?["id"]?.integerValue)
      #expect(try await other.send("POST", "/v1/jobs", #"{"copy_of":\#(id)}"#).status == 201)
      // Whoever administers all of it may.
      #expect(try await owner.post("/v1/jobs", #"{"copy_of":\#(id)}"#).status == 201)
    }
  }

  @Test func whoSeesSomeJobsIsNotToldOfOthers() async throws {
    try await withLimitedToken("submit,read queues=mine") { owner, limited in
      let hidden = try await owner.submit(#"{"shell":"true","hold":true,"queue":"other"}"#)
      for id in [hidden, 999] {
        let reply = try await limited.send("POST", "/v1/jobs", #"{"copy_of":\#(id),"queue":"mine"}"#)
        #expect(reply.status == 403 && reply.text.contains("has no job \(id)"), "\(reply.text)")
      }
      let own = try await owner.submit(#"{"shell":"true","hold":true,"queue":"mine"}"#)
      #expect(try await limited.send("POST", "/v1/jobs", #"{"copy_of":\#(own)}"#).status == 201)
      #expect(try await limited.send("POST", "/v1/jobs", #"{"copy_of":\#(own),"queue":"other"}"#).status == 403)
    }
  }
}
