// Logs over HTTP: whole, in parts, by Range, the last lines, followed to the job's end.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct LogSenderTests {
  /// A finished job whose output is the ten lines "0" to "9".
  private func withLog(_ body: (TestClient, String) async throws -> Void) async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"shell":"seq 0 9; echo oops >&2"}"#)
      _ = try await client.finished(id)
      try await body(client, "/v1/jobs/\(id)/log")
      client.raw.close()
    }
  }

  @Test func wholeLogAndItsParts() async throws {
    try await withLog { client, log in
      let whole = try await client.get(log)
      #expect(whole.text == "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n")
      #expect(whole.header("accept-ranges") == "bytes")
      #expect(try await client.get(log + "?stream=stderr").text == "oops\n")
      #expect(try await client.get(log + "?attempt=1&offset=2&limit=4").text == "1\n2\n")
      #expect(try await client.get(log + "?offset=18").text == "9\n")
      #expect(try await client.get(log + "?offset=1000").text == "")
      #expect(try await client.get(log + "?limit=0").text == "")
      #expect(try await client.get(log + "?tail=2").text == "8\n9\n")
      #expect(try await client.get(log + "?tail=0").text == "")
      #expect(try await client.get(log + "?tail=100").text == whole.text)
      #expect(try await client.get(log + "?follow=true").text == whole.text)
    }
  }

  @Test func rangesAre206Or416() async throws {
    try await withLog { client, log in
      func range(_ value: String) async throws -> RawResponse { try await client.get(log, "Range: \(value)\r\n") }
      let first = try await range("bytes=0-3")
      #expect(first.status == 206)
      #expect(first.text == "0\n1\n")
      #expect(first.header("content-range") == "bytes 0-3/20")
      #expect(try await range("bytes=16-").text == "8\n9\n")
      #expect(try await range("bytes=-2").text == "9\n")
      #expect(try await range("bytes=18-999").header("content-range") == "bytes 18-19/20")
      let behind = try await range("bytes=20-")
      #expect(behind.status == 416)
      #expect(behind.header("content-range") == "bytes */20")
      #expect(try await range("bytes=0-1,4-5").status == 200)
      #expect(try await range("lines=1-2").status == 200)
    }
  }

  @Test func headTellsTheLength() async throws {
    try await withLog { client, log in
      let head = try await client.send("HEAD", log)
      #expect(head.status == 200)
      #expect(head.header("content-length") == "20")
      #expect(try await client.get(log).body.count == 20)
    }
  }

  @Test func wrongQueriesAre400() async throws {
    try await withLog { client, log in
      for bad in [
        "stream=stdin", "attempt=0", "attempt=x", "attempt=7", "offset=-1", "tail=1&offset=1", "follow=yes",
        "follow=true&limit=1", "x=1",
      ] {
        let response = try await client.get("\(log)?\(bad)")
        #expect(response.status == 400, "\(bad)")
      }
    }
  }

  @Test func followedLogArrivesAsItIsWrittenAndEndsWithTheJob() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(
        #"{"shell":"trap 'echo end; exit 0' USR1; echo begin; while :; do sleep 0.02; done"}"#)
      let follower = try await daemon.connect()
      try await follower.raw.send(TestClient.request("GET", "/v1/jobs/\(id)/log?follow=true"))
      var text = ""
      while !text.contains("begin\n") { text += String(decoding: try await follower.raw.receive(), as: UTF8.self) }
      // A process may write before the daemon has noted its pid; until then there is nothing to signal.
      #expect(
        try await eventually { try await client.post("/v1/jobs/\(id)/signal", #"{"signal":"USR1"}"#).status == 204 })
      while !text.hasSuffix("0\r\n\r\n") {
        let bytes = try await follower.raw.receive()
        if bytes.isEmpty { break }
        text += String(decoding: bytes, as: UTF8.self)
      }
      #expect(text.contains("end\n"))
      #expect(text.contains("Transfer-Encoding: chunked"))
      for connection in [client, follower] { connection.raw.close() }
    }
  }

  /// By it a client knows that somebody is there: the job may be silent for as long as it likes.
  @Test func headOfAFollowedLogDoesNotWaitForTheFirstByte() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"handler":"noop","hold":true}"#)
      let follower = try await daemon.connect()
      try await follower.raw.send(TestClient.request("GET", "/v1/jobs/\(id)/log?follow=true"))
      let head = String(decoding: try await follower.raw.receive(), as: UTF8.self)
      #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n") && head.hasSuffix("\r\n\r\n"), "\(head)")
      for connection in [client, follower] { connection.raw.close() }
    }
  }

  @Test func clientThatLeavesAFollowedLogIsNoticed() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"shell":"echo begin; exec sleep 60"}"#)
      let follower = try await daemon.connect()
      try await follower.raw.send(TestClient.request("GET", "/v1/jobs/\(id)/log?follow=true"))
      _ = try await follower.raw.receive()
      follower.raw.close()
      #expect(try await eventually { daemon.front.registry.count == 1 })
      client.raw.close()
    }
  }

  @Test func binaryAndLargeOutputComesThroughUnchanged() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let id = try await client.submit(#"{"shell":"printf 'a\\000\\377b'; head -c 3000000 /dev/zero"}"#)
      _ = try await client.finished(id)
      let body = try await client.get("/v1/jobs/\(id)/log").body
      #expect(body.count == 3_000_004)
      #expect(Array(body[..<4]) == [0x61, 0, 0xFF, 0x62])
      client.raw.close()
    }
  }
}
