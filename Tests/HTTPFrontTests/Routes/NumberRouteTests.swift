// Numbers that no machine word and no Double holds pass through jobd as they were written.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct NumberRouteTests {
  private static let numbers =
    "[1e400,-1E+400,9223372036854775808,123456789012345678901234567890,0.1234567890123456789012345,1.10,1E5,-0,-0.0,5.0,"
    + "1e-999,9007199254740993.0]"

  @Test func numbersReachHandlersAndReadersAsTheyWereWritten() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let batch = try await client.post(
        "/v1/batches", #"{"jobs":[{"handler":"echo","payload":\#(Self.numbers)}]}"#)
      let id = try #require(batch.json?["ids"]?.arrayValue?.first?.integerValue, "\(batch.text)")
      let number = try #require(batch.json?["id"]?.integerValue)
      _ = try await client.finished(id)
      #expect(try await client.get("/v1/jobs/\(id)/result").text == Self.numbers)
      for path in ["/v1/jobs/\(id)?view=full", "/v1/batches/\(number)?results=true"] {
        let shown = try await client.get(path).text
        #expect(shown.contains(Self.numbers), "\(path): \(shown)")
      }
      let dry = try await client.post("/v1/jobs?dry_run=true", #"{"handler":"echo","payload":\#(Self.numbers)}"#)
      #expect(dry.text.contains(Self.numbers), "\(dry.text)")
      let spec = #"{"every":"1h","job":{"handler":"echo","payload":\#(Self.numbers)}}"#
      #expect(try await client.send("PUT", "/v1/schedules/s", body: spec).text.contains(Self.numbers))
      #expect(try await client.get("/v1/schedules").text.contains(Self.numbers))
      client.raw.close()
    }
  }

  @Test func numbersReachRemoteWorkersAndComeBackAsTheyWereWritten() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"far","executor":"remote","payload":\#(Self.numbers)}"#)
      let claims = try await client.post("/v1/claims", #"{"handlers":["far"],"wait":"10s"}"#)
      #expect(claims.text.contains(Self.numbers), "\(claims.text)")
      let fence = try #require(claims.json?["claims"]?.arrayValue?.first?["fence"]?.stringValue)
      #expect(
        try await client.post("/v1/claims/\(fence)/complete", #"{"result":\#(Self.numbers)}"#).status == 200)
      #expect(try await client.get("/v1/jobs/\(id)/result").text == Self.numbers)
      let external = try await client.submit(#"{"external":true}"#)
      while try await client.get("/v1/jobs/\(external)").json?["state"]?.stringValue != "running" {}
      let done = try await client.post("/v1/jobs/\(external)/complete", #"{"result":\#(Self.numbers)}"#)
      #expect(done.status == 200)
      #expect(try await client.get("/v1/jobs/\(external)/result").text == Self.numbers)
      client.raw.close()
    }
  }

  /// Where a field has a type of its own, such a number is none of it.
  @Test(arguments: [
    #""priority":1e400"#, #""priority":9223372036854775808"#, #""timeout":1e400"#, #""slots_needed":-1e999"#,
    #""priority":5.00000000000000000001"#, #""retry":{"max_attempts":2,"jitter":1e400}"#,
  ]) func fieldsOfATypeRefuseThem(_ field: String) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let refused = try await client.post("/v1/jobs", #"{"handler":"noop","hold":true,\#(field)}"#)
      #expect(refused.status == 400, "\(refused.text)")
      let whole = try await client.post("/v1/jobs", #"{"handler":"noop","hold":true,"priority":5.000,"timeout":1e1}"#)
      #expect(whole.json?["priority"]?.integerValue == 5, "\(whole.text)")
      client.raw.close()
    }
  }
}
