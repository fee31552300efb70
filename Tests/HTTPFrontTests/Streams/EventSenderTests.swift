// How often a stream of events is written to where much happens, and what does not wait for that.

import JobCore
import JobWire
import NIOCore
import Testing

@testable import HTTPFront

@Suite struct EventSenderTests {
  private static let held = #"{"handler":"noop","hold":true}"#

  /// A daemon that writes changes to a stream once an hour, if they are in no hurry.
  private func withSlowPace(
    heartbeat: TimeAmount = .hours(1),
    _ body: (_ daemon: TestDaemon, _ client: TestClient, _ raw: RawClient) async throws -> Void
  ) async throws {
    try await withDaemon(configure: { config, _ in
      (config.timeouts.eventPace, config.timeouts.heartbeat) = (.hours(1), heartbeat)
    }) { daemon in
      let client = try await daemon.connect()
      let raw = try await daemon.front.connect()
      try await body(daemon, client, raw)
      for connection in [client.raw, raw] { connection.close() }
    }
  }

  /// A stream that has just been told of a job: what comes now may wait.
  private func servedFeed(_ raw: RawClient, _ client: TestClient) async throws -> EventFeed {
    let feed = try await EventFeed(raw)
    _ = try await feed.text(before: "\n")
    let first = try await client.submit(Self.held)
    #expect(try await feed.next()?.job?.id == first)
    return feed
  }

  @Test func whatComesFastGoesTogether() async throws {
    try await withSlowPace { _, client, raw in
      let feed = try await servedFeed(raw, client)
      // A commit for each.
      for _ in 0..<99 { _ = try await client.submit(Self.held) }
      // Whoever will send nothing more is told at once what there is.
      raw.closeOutput()
      var count = 0
      while let event = try await feed.next() { count += event.event == "job.held" ? 1 : 0 }
      #expect(count == 99 && feed.pieceCount <= 10, "\(count) in \(feed.pieceCount) pieces")
    }
  }

  @Test func whatIsMoreThanAPageDoesNotWait() async throws {
    try await withSlowPace { _, client, raw in
      let feed = try await servedFeed(raw, client)
      let lines = String(repeating: Self.held + "\n", count: 5_000)
      let sent = try await client.send("POST", "/v1/jobs", body: lines, type: "application/x-ndjson")
      #expect(sent.status == 201)
      #expect(try await feed.next(4_000).count == 4_000)
    }
  }

  @Test func endOfTheBatchThatIsAskedForDoesNotWait() async throws {
    try await withSlowPace { _, client, raw in
      let made = try await client.post("/v1/batches", #"{"jobs":[{"external":true},{"external":true}]}"#)
      let batch = try #require(made.json?["id"]?.integerValue)
      let feed = try await EventFeed(raw, "batch=\(batch)")
      for job in made.json?["ids"]?.arrayValue ?? [] {
        let ended = try await client.post("/v1/jobs/\(job.integerValue ?? 0)/complete", "{}")
        #expect(ended.status == 200, "\(ended.text)")
      }
      let events = try await feed.through("batch.done")
      #expect(events.last?.event == "batch.done" && events.count { $0.event == "job.succeeded" } == 2)
    }
  }

  @Test func endOfTheJobThatIsAskedForByItsNameDoesNotWait() async throws {
    try await withSlowPace { _, client, raw in
      let feed = try await EventFeed(raw, "name=one")
      let id = try await client.submit(#"{"external":true,"name":"one"}"#)
      _ = try await feed.next()
      #expect(try await client.post("/v1/jobs/\(id)/complete", "{}").status == 200)
      #expect(try await feed.through("job.succeeded").last?.job?.id == id)
    }
  }

  @Test func signsOfLifeDoNotWait() async throws {
    try await withSlowPace(heartbeat: .milliseconds(20)) { _, client, raw in
      let feed = try await servedFeed(raw, client)
      let next = try await client.submit(Self.held)
      #expect(try await feed.next()?.job?.id == next)
    }
  }

  @Test func whoLeavesMeanwhileIsLetGo() async throws {
    try await withSlowPace { daemon, client, raw in
      let other = try await daemon.front.connect()
      _ = try await servedFeed(other, client)
      #expect(daemon.queue.followerCount == 1)
      other.close()
      #expect(try await eventually { daemon.queue.followerCount == 0 })
    }
  }

  @Test func endOfTheDaemonDoesNotWait() async throws {
    try await withSlowPace { daemon, client, raw in
      let feed = try await servedFeed(raw, client)
      let next = try await client.submit(Self.held)
      daemon.queue.stop(.now)
      // What has happened is told before the end.
      #expect(try await feed.next()?.job?.id == next)
      #expect(try await feed.next() == nil)
    }
  }

  @Test func tokenThatIsTakenBackDoesNotWait() async throws {
    try await withDaemon(
      configure: { config, directory in
        (config.timeouts.eventPace, config.timeouts.heartbeat) = (.hours(1), .hours(1))
        config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
        config.tokenFile = "\(directory)/tokens"
        try writePrivate("\(TokenClient.token) l read\n", to: "\(directory)/tokens")
      }
    ) { daemon in
      let client = try await daemon.connect()
      let feed = try await EventFeed(
        try await daemon.front.connectTCP(), fields: "Authorization: Bearer \(TokenClient.token)\r\n")
      _ = try await feed.text(before: "\n")
      let first = try await client.submit(Self.held)
      #expect(try await feed.next()?.job?.id == first)
      try writePrivate("other-token-0123456789 o read\n", to: "\(daemon.front.directory)/tokens")
      #expect(try await eventually { daemon.queue.followerCount == 0 })
      _ = try await client.submit(Self.held)
      await #expect(throws: RawClient.Failure.self) { try await feed.next() }
      feed.close()
      client.raw.close()
    }
  }
}
