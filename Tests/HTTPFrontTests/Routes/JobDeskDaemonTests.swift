// The daemon about itself, to those who see all of it and to those who do not.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct JobDeskDaemonTests {
  private static let figures = ["waiters", "connections", "stuck", "loop_lag"]

  private func prepare(_ owner: TestClient) async throws {
    for (queue, count) in [("mine", 2), ("default", 3)] {
      for _ in 0..<count { _ = try await owner.submit(#"{"shell":"true","hold":true,"queue":"\#(queue)"}"#) }
    }
    _ = try await owner.submit(#"{"handler":"noop","hold":true,"queue":"mine"}"#)
  }

  @Test func readerOfAllJobsSeesFiguresAndNoPaths() async throws {
    try await withLimitedToken("read") { owner, reader in
      try await prepare(owner)
      let info = try await reader.send("GET", "/v1/info").json
      #expect(info?["jobs"]?["held"]?.integerValue == 6 && info?["queues"]?.integerValue == 2)
      #expect(info?["data_dir"] == .null)
      for name in Self.figures { #expect(info?[name] != .null, "\(name)") }
      let whole = try await owner.get("/v1/info").json
      #expect(whole?["data_dir"]?.stringValue?.hasSuffix("/data") == true)
      #expect(whole?["store"]?["mark"] == info?["store"]?["mark"])
      #expect(info?["caller"]?.stringValue?.hasPrefix("token:") == true)
      #expect(whole?["caller"] == (try await owner.get("/v1/jobs/1").json)?["submitted_by"])
    }
  }

  @Test(arguments: ["read", "admin"]) func limitedTokenSeesTheFiguresOfItsQueues(_ scope: String) async throws {
    try await withLimitedToken("\(scope) queues=mine") { owner, limited in
      try await prepare(owner)
      let reply = try await limited.send("GET", "/v1/info")
      let info = reply.json
      #expect(info?["jobs"]?["held"]?.integerValue == 3 && info?["queues"]?.integerValue == 1, "\(reply.text)")
      #expect(info?["slots"]?["used"]?.integerValue == 0 && info?["slots"]?["total"]?.integerValue == 4)
      for name in Self.figures + ["data_dir", "descriptors"] { #expect(info?[name] == .null, "\(name): \(reply.text)") }
      #expect(info?["store"]?["size_bytes"] == .null && info?["store"]?["wal_bytes"] == .null)
      let stats = try await limited.send("GET", "/v1/stats").json?["queues"]?.arrayValue
      #expect(stats?.count == 1 && stats?.first?["jobs"]?["held"]?.integerValue == 3)
    }
  }

  /// How many there are of all kinds together is not theirs to know.
  @Test func tokenOfSomeKindsSeesNoCounts() async throws {
    try await withLimitedToken("read kinds=handler") { owner, limited in
      try await prepare(owner)
      let info = try await limited.send("GET", "/v1/info")
      #expect(info.json?["jobs"] == .null && info.json?["slots"]?["used"] == .null, "\(info.text)")
      for path in ["/v1/queues/mine", "/v1/queues", "/v1/stats"] {
        let reply = try await limited.send("GET", path)
        let queue = reply.json?["queues"]?.arrayValue?.first ?? reply.json
        #expect(queue?["name"] != nil && queue?["jobs"] == .null, "\(reply.text)")
        #expect(queue?["slots_used"] == .null && queue?["oldest_queued_at"] == .null, "\(reply.text)")
      }
    }
  }

  /// Nor which job of another kind goes first, or how many do.
  @Test func whyNamesNoJobThatItsReaderDoesNotSee() async throws {
    try await withLimitedToken("read queues=mine", slots: 2) { owner, limited in
      let running = try await owner.submit(#"{"shell":"exec sleep 60"}"#)
      #expect(
        try await eventually {
          try await owner.get("/v1/jobs/\(running)").json?["state"]?.stringValue == "running"
        })
      let wide = try await owner.submit(#"{"shell":"true","slots_needed":2,"priority":5}"#)
      let own = try await owner.submit(#"{"shell":"true","queue":"mine"}"#)
      #expect(
        try await eventually {
          try await owner.get("/v1/jobs/\(own)/why").text.contains("job \(wide) is ahead")
        })
      let why = try await limited.send("GET", "/v1/jobs/\(own)/why")
      #expect(why.status == 200 && !why.text.contains("job \(wide)"), "\(why.text)")
      #expect(why.text.contains("another job is ahead of it"), "\(why.text)")
      _ = try await owner.post("/v1/jobs/\(running)/cancel", #"{"grace":"0s"}"#)
    }
  }

  /// A key is shared over queues.
  @Test func whyNamesNoHolderOfALimitThatItsReaderDoesNotSee() async throws {
    try await withLimitedToken("read queues=mine", slots: 2) { owner, limited in
      let limit = #""limit":{"key":"db","max":1}"#
      let running = try await owner.submit(#"{"shell":"exec sleep 60",\#(limit)}"#)
      #expect(
        try await eventually {
          try await owner.get("/v1/jobs/\(running)").json?["state"]?.stringValue == "running"
        })
      let own = try await owner.submit(#"{"shell":"true","queue":"mine",\#(limit)}"#)
      let all = try await owner.get("/v1/jobs/\(own)/why")
      #expect(all.text.contains("1 of 1 running, job \(running)"), "\(all.text)")
      let why = try await limited.send("GET", "/v1/jobs/\(own)/why")
      #expect(why.status == 200 && why.text.contains("1 of 1 running"), "\(why.text)")
      #expect(!why.text.contains("job \(running)"), "\(why.text)")
      _ = try await owner.post("/v1/jobs/\(running)/cancel", #"{"grace":"0s"}"#)
    }
  }

  @Test func readinessSaysWhatIsWrongWithTheTokenFile() async throws {
    try await withDaemon(configure: { config, directory in
      config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
      config.tokenFile = "\(directory)/tokens"
      try writePrivate("# tokens\nsecret-token-0123456789 a fly\n", to: "\(directory)/tokens")
    }) { daemon in
      let client = try await daemon.connect()
      let ready = try await client.get("/readyz")
      #expect(ready.status == 200 && ready.json?["status"]?.stringValue == "ok")
      #expect(ready.json?["token_file"]?["state"]?.stringValue == "usable")
      #expect(ready.json?["token_file"]?["faulty_lines"]?.arrayValue?.map(\.integerValue) == [2])
      #expect(!ready.text.contains("secret"))
      try writePrivate("secret-token-0123456789 a read\n", to: "\(daemon.front.directory)/tokens")
      #expect(try await eventually { try await client.get("/readyz").json?["token_file"] == nil })
      client.raw.close()
    }
  }
}
