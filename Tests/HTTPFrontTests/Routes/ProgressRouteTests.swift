// POST /v1/jobs/{id}/progress: from the owner, and from the job with its own token.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct ProgressRouteTests {
  private static func running(_ client: TestClient, _ more: String = "") async throws -> Int64 {
    let id = try await client.submit(#"{"shell":"exec sleep 60"\#(more)}"#)
    _ = try await eventually { try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue == "running" }
    return id
  }

  @Test func aReportIsShownWithTheJob() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await Self.running(client)
      #expect(try await client.get("/v1/jobs/\(id)").json?["progress"] == .null)
      let path = "/v1/jobs/\(id)/progress"
      #expect(try await client.post(path, #"{"done":3,"total":10,"note":"encoding"}"#).status == 204)
      let shown = try await client.get("/v1/jobs/\(id)").json?["progress"]
      #expect(shown?["fraction"]?.doubleValue == 0.3)
      #expect(shown?["done"]?.integerValue == 3 && shown?["total"]?.integerValue == 10)
      #expect(shown?["note"]?.stringValue == "encoding")
      #expect(shown?["at"]?.stringValue?.hasSuffix("Z") == true)
      #expect(try await client.post(path, #"{"fraction":0.5}"#).status == 204)
      let later = try await client.get("/v1/jobs").json?["jobs"]?.arrayValue?.first?["progress"]
      #expect(later?["fraction"]?.doubleValue == 0.5 && later?["done"] == .null && later?["note"] == .null)
      client.raw.close()
    }
  }

  @Test(arguments: [
    "{}", #"{"fraction":1.5}"#, #"{"fraction":-1}"#, #"{"fraction":1e999}"#, #"{"fraction":NaN}"#,
    #"{"fraction":"3/10"}"#, #"{"done":2,"total":1}"#, #"{"done":-1}"#, #"{"total":5}"#, #"{"percent":3}"#,
    #"{"fraction":0.5,"done":1,"total":2}"#, #"{"note":"\#(String(repeating: "n", count: 201))"}"#, "3/10", "",
  ])
  func whatIsNoProgressIs400(_ body: String) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await Self.running(client)
      #expect(try await client.post("/v1/jobs/\(id)/progress", body).status == 400)
      #expect(try await client.get("/v1/jobs/\(id)").json?["progress"] == .null)
      client.raw.close()
    }
  }

  @Test func whatDoesNotRunIs409AndWhatIsNotThereIs404() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let held = try await client.submit(#"{"shell":"true","hold":true}"#)
      let refused = try await client.post("/v1/jobs/\(held)/progress", #"{"fraction":0.5}"#)
      #expect(refused.status == 409 && refused.code == "invalid_state")
      let done = try await client.submit(#"{"handler":"noop"}"#)
      _ = try await client.finished(done)
      #expect(try await client.post("/v1/jobs/\(done)/progress", #"{"fraction":1}"#).status == 409)
      #expect(try await client.post("/v1/jobs/9999/progress", #"{"fraction":1}"#).status == 404)
      client.raw.close()
    }
  }

  @Test func aJobReportsOnItselfOnly() async throws {
    try await withLimitedToken("read") { owner, limited in
      let other = try await Self.running(owner)
      let id = try await owner.submit(#"{"shell":"cat $JOBD_TOKEN_FILE; exec sleep 60"}"#)
      var token = ""
      #expect(
        try await eventually {
          token = try await owner.get("/v1/jobs/\(id)/log").text
          return token.hasSuffix("\n")
        })
      func report(_ id: Int64) async throws -> Int {
        let text = TestClient.request(
          "POST", "/v1/jobs/\(id)/progress", body: #"{"fraction":0.5}"#,
          fields: "Authorization: Bearer \(token.dropLast())\r\n")
        return try await limited.client.raw.exchange(text.replacing("Host: jobd", with: "Host: localhost")).status
      }
      #expect(try await report(id) == 204)
      #expect(try await owner.get("/v1/jobs/\(id)").json?["progress"]?["fraction"]?.doubleValue == 0.5)
      #expect(try await report(other) == 404)
      #expect(try await report(9_999) == 404)
      #expect(try await owner.get("/v1/jobs/\(other)").json?["progress"] == .null)
      // A token that may only read reports nothing.
      #expect(try await limited.status("POST", "/v1/jobs/\(id)/progress", #"{"fraction":0.9}"#) == 403)
    }
  }
}
