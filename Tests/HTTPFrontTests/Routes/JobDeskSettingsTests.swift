// Whom the end of every job is told to, over HTTP: who may see and set it, and what stands in the configuration.

import JobCore
import JobWire
import TestSupport
import Testing

@testable import HTTPFront

@Suite struct JobDeskSettingsTests {
  private static let path = "/v1/settings"
  private static let secret =
    #"{"callbacks":[{"url":"http://127.0.0.1:9/services/s3cr3t?k=v","on":"failure"},{"argv":["/bin/true","s3cr3t"]}]}"#

  @Test func whatIsNotSaidStaysAndNullTakesThemAway() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      func set(_ body: String) async throws -> RawResponse { try await client.send("PUT", Self.path, body: body) }
      let before = try await client.get(Self.path)
      #expect(before.json?["callbacks"]?.arrayValue?.isEmpty == true)
      #expect(before.json?["callbacks_source"]?.stringValue == "settings")
      let all = try await set(Self.secret)
      #expect(all.status == 200 && all.json?["callbacks"]?.arrayValue?.count == 2, "\(all.text)")
      #expect(try await set("{}").json?["callbacks"]?.arrayValue?.count == 2)
      #expect(try await client.get(Self.path).json?["callbacks"]?.arrayValue?.count == 2)
      for none in [#"{"callbacks":null}"#, #"{"callbacks":[]}"#] {
        #expect(try await set(Self.secret).status == 200)
        #expect(try await set(none).json?["callbacks"]?.arrayValue?.isEmpty == true)
        #expect(try await daemon.queue.defaultCallbacks().callbacks.isEmpty)
      }
      for wrong in [#"{"callbacks":[{"url":"ftp://x/"}]}"#, #"{"callback":[]}"#, #"{"callbacks":[{}]}"#] {
        #expect(try await set(wrong).status == 400, "\(wrong)")
      }
      client.raw.close()
    }
  }

  /// Whoever changes it by reading all and writing all has sent the masks along.
  @Test func masksThatAreSentBackLeaveWhatIsStored() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      func set(_ body: String) async throws -> RawResponse { try await client.send("PUT", Self.path, body: body) }
      let unknown = try await set(Self.secret.replacing("k=v", with: "k=***"))
      #expect(unknown.status == 400 && unknown.fields == ["callbacks[0].url"], "\(unknown.text)")
      #expect(try await set(Self.secret).status == 200)
      let stored = try await daemon.queue.defaultCallbacks()
      let shown = try #require(try await client.get(Self.path).json?["callbacks"])
      let text = String(decoding: shown.jsonBytes(), as: UTF8.self)
      #expect(text.contains(SpecView.mask) && !text.contains("k=v"))
      let back = try await set(#"{"callbacks":\#(text)}"#)
      #expect(back.status == 200 && back.json?["callbacks"] == shown, "\(back.text)")
      let moved = try await set(#"{"callbacks":\#(text.replacing("127.0.0.1:9", with: "evil.example"))}"#)
      #expect(moved.status == 400 && moved.fields == ["callbacks[0].url"], "\(moved.text)")
      #expect(try await daemon.queue.defaultCallbacks() == stored)
      client.raw.close()
    }
  }

  @Test(arguments: ["admin queues=mine", "admin kinds=handler", "admin run_as=nobody", "read,submit,work"])
  func whoIsNoAdminOfEverythingNeitherSeesNorSetsThem(_ rights: String) async throws {
    try await withLimitedToken(rights) { owner, limited in
      #expect(try await owner.send("PUT", Self.path, body: Self.secret).status == 200)
      let (seen, set) = (
        try await limited.send("GET", Self.path), try await limited.send("PUT", Self.path, #"{"callbacks":null}"#)
      )
      #expect(seen.status == 403 && set.status == 403, "\(seen.text) \(set.text)")
      #expect(!seen.text.contains("s3cr3t"))
      #expect(try await owner.get(Self.path).json?["callbacks"]?.arrayValue?.count == 2)
    }
  }

  /// A URL is a key, and so may be what a command is given.
  @Test(arguments: [("read,submit", false), ("admin queues=default", false), ("admin", true)])
  func jobSaysWhomItsEndIsToldAndHowOnlyToWhoMaySetThem(_ rights: String, _ isShown: Bool) async throws {
    try await withLimitedToken(rights) { owner, reader in
      #expect(try await owner.send("PUT", Self.path, body: Self.secret).status == 200)
      let job = try await owner.submit(#"{"handler":"fail"}"#)
      _ = try await owner.finished(job)
      for path in ["/v1/jobs/\(job)/callbacks", "/v1/jobs/\(job)?view=full"] {
        let seen = try await reader.send("GET", path)
        let callbacks = try #require(seen.json?["callbacks"]?.arrayValue, "\(seen.text)")
        #expect(callbacks.map { $0["default"]?.boolValue } == [true, true], "\(seen.text)")
        #expect(seen.text.contains("/services/s3cr3t") == isShown, "\(seen.text)")
        let argument = callbacks[1]["argv"]?.arrayValue?.last?.stringValue
        #expect(argument == (isShown ? "s3cr3t" : "***"), "\(seen.text)")
      }
    }
  }

  @Test func configurationIsNotChangedByARequest() async throws {
    try await withDaemon(engine: { config, _ in config.defaultCallbacks = [Callback(.url("http://127.0.0.1:9/file"))] })
    {
      daemon in
      let client = try await daemon.connect()
      let refused = try await client.send("PUT", Self.path, body: #"{"callbacks":null}"#)
      #expect(refused.status == 400 && refused.text.contains("callbacks.default"), "\(refused.text)")
      let shown = try await client.get(Self.path)
      #expect(shown.json?["callbacks_source"]?.stringValue == "configuration" && shown.text.contains("/file"))
      client.raw.close()
    }
  }

  /// A copy is told of by whom everybody is told by then.
  @Test func copyOfAJobDoesNotTakeThemAlong() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      #expect(
        try await client.send("PUT", Self.path, body: #"{"callbacks":[{"argv":["/bin/true"]}]}"#).status == 200)
      let job = try await client.submit(#"{"handler":"noop"}"#)
      _ = try await client.finished(job)
      #expect(try await client.send("PUT", Self.path, body: #"{"callbacks":null}"#).status == 200)
      let copy = try await client.submit(#"{"copy_of":\#(job)}"#)
      _ = try await client.finished(copy)
      #expect(try await client.get("/v1/jobs/\(copy)/callbacks").json?["callbacks"]?.arrayValue?.isEmpty == true)
      client.raw.close()
    }
  }
}
