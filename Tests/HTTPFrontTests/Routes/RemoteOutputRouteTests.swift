// POST /v1/claims/{fence}/log and /fail: what a remote worker says of its attempt is read like the output of a command.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct RemoteOutputRouteTests {
  @Test func outputAndTracebackAreReadByTheRoutesOfLogs() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(
        #"{"handler":"far","executor":"remote","retry":{"max_attempts":2,"initial":"1h"}}"#)
      let claimed = try await client.post("/v1/claims", #"{"handlers":["far"],"worker":"w"}"#)
      let fence = try #require(claimed.json?["claims"]?.arrayValue?.first?["fence"]?.stringValue)
      for (stream, text) in [("stdout", "out 1\n"), ("stderr", "err\n"), ("stdout", "out 2\n")] {
        let sent = try await client.send(
          "POST", "/v1/claims/\(fence)/log?stream=\(stream)", body: text, type: "application/octet-stream")
        #expect(sent.status == 204, "\(sent.text)")
      }
      #expect(try await client.get("/v1/jobs/\(id)/log?stream=stdout").text == "out 1\nout 2\n")
      let failed = try await client.post(
        "/v1/claims/\(fence)/fail", #"{"error":{"code":"E","message":"no luck","traceback":"at line 1\nat line 2"}}"#)
      #expect(failed.status == 200 && failed.json?["job"]?["state"]?.stringValue == "retrying", "\(failed.text)")
      #expect(failed.json?["job"]?["error"]?["message"]?.stringValue == "no luck")
      #expect(
        try await client.get("/v1/jobs/\(id)/log?stream=stderr&attempt=1").text == "err\nat line 1\nat line 2\n")
      #expect(try await client.get("/v1/jobs/\(id)/log?stream=stdout&attempt=1").text == "out 1\nout 2\n")
      client.raw.close()
    }
  }
}
