// Callbacks over HTTP against a real queue: given with a job, added late, shown, removed, refused.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskCallbacksTests {
  /// The URL of a callback is a key to whoever has it, and so may be that of a request.
  @Test(arguments: [("read", false), ("read,work", false), ("read,submit", true), ("admin", true)])
  func onlyWhoMaySubmitSeesMoreOfAURLThanItsHost(_ scopes: String, _ isShown: Bool) async throws {
    try await withLimitedToken(scopes) { owner, reader in
      let callback = #"{"url":"http://127.0.0.1:9/services/s3cr3t?k=v"}"#
      let http = #""http":{"url":"http://127.0.0.1:9/hook/s3cr3t"},"hold":true"#
      let job = try await owner.submit(#"{\#(http),"callbacks":[\#(callback)]}"#)
      let batch = try await owner.batch(#"{"open":true,"callbacks":[\#(callback)]}"#)
      let schedule = #"{"every":"1h","job":{\#(http),"then":[{"job":{"shell":"x","callbacks":[\#(callback)]}}]}}"#
      #expect(try await owner.send("PUT", "/v1/schedules/s", body: schedule).status == 200)
      for path in [
        "/v1/jobs/\(job)/callbacks", "/v1/jobs/\(job)?view=full", "/v1/batches/\(batch)", "/v1/schedules",
        "/v1/schedules/s",
      ] {
        let seen = try await reader.send("GET", path)
        #expect(seen.status == 200 && seen.text.contains("127.0.0.1:9"), "\(path): \(seen.text)")
        #expect(seen.text.contains("s3cr3t") == isShown, "\(path): \(seen.text)")
        #expect(!seen.text.contains("k=v"))
      }
    }
  }

  @Test func callbacksAreShownInOrderAddedAndRemoved() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(
        #"{"handler":"noop","hold":true,"callbacks":[{"url":"http://127.0.0.1:9/a?key=secret"},"#
          + #"{"argv":["/bin/true","x"],"on":"failure"}]}"#)
      let path = "/v1/jobs/\(id)/callbacks"
      let added = try await client.post(path, #"{"argv":["/bin/true"],"on":"success"}"#)
      #expect(added.status == 201, "\(added.text)")
      #expect(added.json?["state"]?.stringValue == "waiting" && added.json?["on"]?.stringValue == "success")
      let listed = try #require(try await client.get(path).json?["callbacks"]?.arrayValue)
      #expect(listed.map { $0["on"]?.stringValue } == ["any", "failure", "success"])
      #expect(listed.first?["url"]?.stringValue == "http://127.0.0.1:9/a?key=***")
      #expect(listed[1]["argv"]?.arrayValue?.map(\.stringValue) == ["/bin/true", "x"])
      let full = try #require(try await client.get("/v1/jobs/\(id)?view=full").json)
      #expect(full["callbacks"]?.arrayValue == listed)
      #expect(try await client.get("/v1/jobs/\(id)").json?["callbacks"] == nil)
      #expect(try await client.send("DELETE", path).json?["removed"]?.integerValue == 3)
      #expect(try await client.get(path).json?["callbacks"]?.arrayValue == [])
      client.raw.close()
    }
  }

  @Test func lateCallbackOfAnEndedJobIsCalled() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"noop"}"#)
      _ = try await client.finished(id)
      let path = "/v1/jobs/\(id)/callbacks"
      #expect(try await client.post(path, #"{"argv":["/bin/true"]}"#).status == 201)
      #expect(
        try await eventually {
          let callbacks = try await client.get(path).json?["callbacks"]?.arrayValue
          return callbacks?.first?["state"]?.stringValue == "delivered"
        })
      let other = try await client.post(path, #"{"argv":["/bin/true"],"on":"failure"}"#)
      #expect(other.json?["state"]?.stringValue == "unmet", "\(other.text)")
      client.raw.close()
    }
  }

  /// What is refused, and the field that has to be named.
  static let bad: [(body: String, field: String)] = [
    (#"{"url":"file:///etc/passwd"}"#, "url"), (#"{"url":"ftp://example.com/"}"#, "url"), (#"{"url":""}"#, "url"),
    (#"{"url":"http:///nohost"}"#, "url"), (#"{"url":"example.com"}"#, "url"),
    (#"{"url":"http://me:pw@example.com/"}"#, "url"), (#"{"url":"http://x/","argv":["a"]}"#, "(body)"),
    ("{}", "(body)"), (#"{"argv":[]}"#, "argv"), (#"{"argv":["a"],"on":"never"}"#, "on"),
    (#"{"url":"http://x/","method":"PUT"}"#, "method"),
  ]

  @Test func badCallbacksAreRefusedByField() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"noop","hold":true}"#)
      for (body, field) in Self.bad {
        let response = try await client.post("/v1/jobs/\(id)/callbacks", body)
        #expect(response.status == 400 && response.fields.contains(field), "\(body): \(response.text)")
        let inner = field == "(body)" ? "callbacks[0]" : "callbacks[0].\(field)"
        let submitted = try await client.post("/v1/jobs", #"{"shell":"x","callbacks":[\#(body)]}"#)
        #expect(submitted.status == 400 && submitted.fields.contains(inner), "\(body): \(submitted.text)")
      }
      let many = [String](repeating: #"{"argv":["a"]}"#, count: Limits.callbacksMax + 1).joined(separator: ",")
      #expect(try await client.post("/v1/jobs", #"{"shell":"x","callbacks":[\#(many)]}"#).fields == ["callbacks"])
      for _ in 0..<Limits.callbacksMax {
        #expect(try await client.post("/v1/jobs/\(id)/callbacks", #"{"argv":["a"]}"#).status == 201)
      }
      #expect(try await client.post("/v1/jobs/\(id)/callbacks", #"{"argv":["a"]}"#).status == 400)
      #expect(try await client.get("/v1/jobs/9999/callbacks").status == 404)
      #expect(try await client.post("/v1/jobs/9999/callbacks", #"{"argv":["a"]}"#).status == 404)
      #expect(try await client.send("DELETE", "/v1/jobs/9999/callbacks").status == 404)
      client.raw.close()
    }
  }
}
