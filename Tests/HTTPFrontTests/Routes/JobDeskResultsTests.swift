// GET /v1/jobs/{id}/result: the media types of results, and values read while a handler yields them.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskResultsTests {
  /// Yields each element of its payload's list, waiting for a file after the first; then returns, or fails if the list
  /// ends with null.
  private static let worker = #"""
    import json, os, sys, time
    IN, OUT = os.fdopen(3, "rb"), 4
    def say(**message): os.write(OUT, json.dumps(message).encode() + b"\n")
    say(type="hello", v=1, pid=os.getpid(), handlers=["gen"])
    for line in IN:
        run = json.loads(line)
        if run["type"] == "ping": say(type="pong", n=run["n"])
        if run["type"] == "stop": os._exit(0)
        if run["type"] != "run": continue
        go, values = run["payload"]
        for value in values:
            if value is None:
                say(type="error", fence=run["fence"], message="no more")
                break
            say(type="yield", fence=run["fence"], value=value)
            while not os.path.exists(go): time.sleep(0.005)
        else:
            say(type="result", fence=run["fence"])
    """#

  private func withGenerator(
    _ body: (TestClient, TestClient, _ go: String) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { scratch in
      try writePrivate(Self.worker, to: "\(scratch)/worker.py")
      try await withDaemon(engine: { config, _ in
        var settings = WorkerSettings(.program(["/usr/bin/python3", "-S", "-E", "\(scratch)/worker.py"]))
        settings.processes = 1
        config.workers["gen"] = settings
      }) { daemon in
        let (client, other) = (try await daemon.connect(), try await daemon.connect())
        try await body(client, other, "\(scratch)/go")
        for connection in [client, other] { connection.raw.close() }
      }
    }
  }

  @Test func valuesAreSentWhileTheHandlerYields() async throws {
    try await withGenerator { client, other, go in
      let id = try await client.submit(#"{"handler":"gen","payload":["\#(go)",[{"n":1},"b"]]}"#)
      try await other.raw.send(TestClient.request("GET", "/v1/jobs/\(id)/result?follow=true"))
      var seen: [UInt8] = []
      while !String(decoding: seen, as: UTF8.self).contains(#"{"n": 1}"#) { seen += try await other.raw.receive() }
      let text = String(decoding: seen, as: UTF8.self)
      #expect(text.hasPrefix("HTTP/1.1 200") && text.contains("Content-Type: application/x-ndjson\r\n"), "\(text)")
      #expect(text.contains("X-Content-Type-Options: nosniff\r\n"))
      #expect(try await client.get("/v1/jobs/\(id)").json?["state"]?.stringValue == "running")
      #expect(try await client.get("/v1/jobs/\(id)/result").status == 409)
      try writePrivate("", to: go)
      while !String(decoding: seen, as: UTF8.self).hasSuffix("0\r\n\r\n") { seen += try await other.raw.receive() }
      let result = try await client.get("/v1/jobs/\(id)/result")
      #expect(result.text == "{\"n\": 1}\n\"b\"\n" && result.header("content-type") == "application/x-ndjson")
      #expect(try await client.get("/v1/jobs/\(id)/result?follow=true").text == result.text)
    }
  }

  @Test func valuesOfAJobThatFailsDoNotEndInOrder() async throws {
    try await withGenerator { client, other, go in
      let id = try await client.submit(#"{"handler":"gen","payload":["\#(go)",[1,null]]}"#)
      try await other.raw.send(TestClient.request("GET", "/v1/jobs/\(id)/result?follow=true"))
      try writePrivate("", to: go)
      let seen = String(decoding: try await other.raw.receiveToEnd(), as: UTF8.self)
      // The first value, or, if the job was faster than the request, what is said of one that has failed.
      if seen.hasPrefix("HTTP/1.1 200") { #expect(!seen.hasSuffix("0\r\n\r\n"), "\(seen)") }
      #expect(try await client.get("/v1/jobs/\(id)/result?follow=true").code == "job_failed")
    }
  }

  @Test func theTypeIsNeverTheJobsChoice() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let page = try await client.submit(#"{"shell":"echo '<script>' | tee $JOBD_RESULT"}"#)
      let json = try await client.submit(#"{"handler":"echo","payload":"<script>"}"#)
      for id in [page, json] { _ = try await client.finished(id) }
      for (target, type) in [
        ("\(page)/result", "application/octet-stream"), ("\(page)/log", "application/octet-stream"),
        ("\(page)/log?follow=true", "application/octet-stream"), ("\(json)/result", "application/json"),
      ] {
        let answer = try await client.get("/v1/jobs/\(target)")
        #expect(answer.status == 200 && answer.header("content-type") == type, "\(target)")
        #expect(answer.header("x-content-type-options") == "nosniff", "\(target)")
      }
      client.raw.close()
    }
  }

  @Test func followingWaitsForTheEndOfOtherJobs() async throws {
    try await withDaemon { daemon in
      let (client, other) = (try await daemon.connect(), try await daemon.connect())
      let held = try await client.submit(#"{"handler":"echo","payload":7,"hold":true}"#)
      async let answer = other.get("/v1/jobs/\(held)/result?follow=true")
      #expect(try await client.post("/v1/jobs/\(held)/release").status == 200)
      #expect(try await answer.text == "7")
      let failing = try await client.submit(#"{"shell":"exit 3"}"#)
      #expect(try await client.get("/v1/jobs/\(failing)/result?follow=true").code == "job_failed")
      #expect(try await client.get("/v1/jobs/9999/result?follow=true").status == 404)
      #expect(try await client.get("/v1/jobs/\(held)/result?follow=maybe").status == 400)
      for connection in [client, other] { connection.raw.close() }
    }
  }

  @Test func whatIsNoResultIsTheJobsError() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for (command, word) in [
        ("mkfifo $JOBD_RESULT", "FIFO"), ("ln -s /etc/passwd $JOBD_RESULT", "link"),
        ("mkdir $JOBD_RESULT", "directory"),
      ] {
        let job = try await client.finished(try await client.submit(#"{"shell":"\#(command)"}"#))
        #expect(job["state"]?.stringValue == "failed" && job["reason"]?.stringValue == "error")
        #expect(job["error"]?["code"]?.stringValue == "result")
        #expect(job["error"]?["message"]?.stringValue?.contains(word) == true)
        let id = try #require(job["id"]?.integerValue)
        #expect(try await client.get("/v1/jobs/\(id)/result").code == "job_failed")
      }
      client.raw.close()
    }
  }
}
