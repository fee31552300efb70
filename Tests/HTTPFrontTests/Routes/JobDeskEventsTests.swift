// `GET /v1/events` over a real front: what is told, to whom, from where on, and what is refused.

import JobCore
import JobWire
import NIOCore
import Testing

@testable import HTTPFront

@Suite struct JobDeskEventsTests {
  private static let held = #""handler":"noop","hold":true"#

  private func pair(_ event: EventView) -> String {
    "\(event.job.map { "\($0.id) " } ?? "")\(event.event)\(event.hasLeft ? " left" : "")\(event.isSnapshot ? " there" : "")"
  }

  @Test func lifeOfAJobIsToldAsItHappens() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let feed = try await EventFeed(try await daemon.front.connect())
      let id = try await client.submit(#"{"shell":"exit 3","name":"n","tags":{"k":"v"}}"#)
      let events = try await feed.next(3)
      #expect(events.map(pair) == ["\(id) job.queued", "\(id) job.running", "\(id) job.failed"])
      let job = try #require(events.last?.job)
      #expect(job.name == "n" && job.command == "exit 3" && job.exitCode == 3 && job.reason == "exit" && job.done)
      #expect(job.tags == ["k": "v"] && job.kind == "shell" && job.queue == "default" && !job.paused)
      // What a list says at the same time.
      let listed = try #require(try await client.get("/v1/jobs/\(id)").json)
      #expect(listed["rev"]?.integerValue == Int64(job.rev))
      #expect(listed["state_since"]?.stringValue == job.stateSince.map { "\($0)" })
      for connection in [client.raw] { connection.close() }
      feed.close()
    }
  }

  @Test func serverSentEventsComeWithAHeadThatNobodyHoldsBack() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let feed = try await EventFeed(try await daemon.front.connect(), accept: "text/event-stream")
      let head = feed.head.lowercased()
      #expect(feed.status == "200" && head.contains("content-type: text/event-stream"))
      #expect(head.contains("cache-control: no-cache, no-transform") && head.contains("x-accel-buffering: no"))
      // At once, before anything happens: where it is.
      let place = try #require(try await feed.text(before: "\n\n"))
      #expect(place.hasPrefix("id: ") && !place.contains("\n"))
      let id = try await client.submit("{\(Self.held)}")
      let lines = try #require(try await feed.text(before: "\n\n")).split(separator: "\n")
      #expect(lines.count == 3 && lines[0].hasPrefix("id: ") && lines[1] == "event: job.held")
      let data = try EventView(jsonBytes: Array(lines[2].dropFirst("data: ".count).utf8))
      #expect(data.job?.id == id && data.id.map { "id: \($0)" } == String(lines[0]))
      client.raw.close()
      feed.close()
    }
  }

  @Test func whoComesBackMissesNothing() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let feed = try await EventFeed(try await daemon.front.connect())
      let first = try await client.submit("{\(Self.held)}")
      let last = try #require(try await feed.next()?.id)
      feed.close()
      let second = try await client.submit("{\(Self.held)}")
      _ = try await client.post("/v1/jobs/\(first)/cancel")
      for (query, fields) in [
        ("after=\(last)", ""), ("", "Last-Event-ID: \(last)\r\n"),
        // A browser's query is that of its first request.
        ("after=elsewhere", "Last-Event-ID: \(last)\r\n"),
      ] {
        let back = try await EventFeed(try await daemon.front.connect(), query, fields: fields)
        #expect(try await back.next(2).map(pair) == ["\(second) job.held", "\(first) job.cancelled"], "\(query)")
        back.close()
      }
      client.raw.close()
    }
  }

  @Test func placeThatIsNoneIsAGapAndThenItGoesOn() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      for (last, reason) in [("1-1", "restarted"), ("garbage", "unknown"), ("~", "unknown")] {
        let feed = try await EventFeed(try await daemon.front.connect(), fields: "Last-Event-ID: \(last)\r\n")
        let gap = try #require(try await feed.next())
        #expect(gap.event == "gap" && gap.reason == reason && gap.id != nil, "\(last)")
        let id = try await client.submit("{\(Self.held)}")
        #expect(try await feed.next().map(pair) == "\(id) job.held")
        feed.close()
        // The future: a place that this daemon has not come to.
        let future = gap.id.map { $0 + "zzz" } ?? ""
        let ahead = try await EventFeed(try await daemon.front.connect(), "after=\(future)")
        #expect(try await ahead.next()?.reason == "unknown")
        ahead.close()
      }
      client.raw.close()
    }
  }

  @Test func whatIsNoFilterOrNoPlaceIsRefused() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let long = String(repeating: "a", count: 65)
      for (query, field) in [
        ("since=2026-01-01T00:00:00Z", "since"), ("until=2026-01-01T00:00:00Z", "until"), ("limit=3", "limit"),
        ("order=newest", "order"), ("state=no", "state"), ("kind=no", "kind"), ("reason=no", "reason"),
        ("exit_code=x", "exit_code"), ("exit_code=99999999999", "exit_code"), ("batch=x", "batch"),
        ("snapshot=perhaps", "snapshot"), ("after=", "after"), ("after=a%20b", "after"), ("after=\(long)", "after"),
        ("queue=a&queue=b", "queue"), ("tag=x", "tag"),
      ] {
        let answer = try await client.get("/v1/events?\(query)")
        #expect(answer.status == 400 && answer.fields == [field], "\(query): \(answer.text)")
      }
      let answer = try await client.get("/v1/events", "Last-Event-ID: \(long)\r\n")
      #expect(answer.status == 400 && answer.fields == ["Last-Event-ID"])
      #expect(try await client.post("/v1/events").status == 405)
      client.raw.close()
    }
  }

  @Test func snapshotIsWhatAListShowsAndThenComesWhatChanges() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      var ids: [Int64] = []
      for number in 0..<5 { ids.append(try await client.submit(#"{\#(Self.held),"queue":"q\#(number % 2)"}"#)) }
      let feed = try await EventFeed(try await daemon.front.connect(), "snapshot=true&queue=q0&state=held")
      let events = try await feed.through("snapshot.end")
      #expect(Set(events.dropLast().compactMap { $0.job?.id }) == [ids[0], ids[2], ids[4]])
      #expect(events.dropLast().allSatisfy { $0.isSnapshot && $0.id == nil && $0.event == "job.held" })
      #expect(events.last?.id != nil)
      _ = try await client.post("/v1/jobs/\(ids[2])/cancel")
      _ = try await client.post("/v1/jobs/\(ids[1])/cancel")
      let more = try await client.submit(#"{\#(Self.held),"queue":"q0"}"#)
      #expect(try await feed.next(2).map(pair) == ["\(ids[2]) job.cancelled left", "\(more) job.held"])
      feed.close()
      client.raw.close()
    }
  }

  @Test func limitedTokenHearsOfNothingElse() async throws {
    try await withLimitedToken("read queues=mine") { owner, limited in
      let feed = try await EventFeed(
        limited.client.raw, "snapshot=true", fields: "Authorization: Bearer \(TokenClient.token)\r\n")
      #expect(try await feed.through("snapshot.end").map(pair) == ["snapshot.end"])
      _ = try await owner.submit(#"{\#(Self.held),"queue":"secret"}"#)
      _ = try await owner.send("PUT", "/v1/queues/secret", body: #"{"slots":3}"#)
      let schedule = #"{"every":"1h","job":{"handler":"noop","queue":"secret"}}"#
      _ = try await owner.send("PUT", "/v1/schedules/secret", body: schedule)
      _ = try await owner.post("/v1/batches", #"{"jobs":[{"handler":"noop","queue":"secret"}]}"#)
      let mine = try await owner.submit(#"{\#(Self.held),"queue":"mine","name":"m"}"#)
      _ = try await owner.send("PATCH", "/v1/jobs/\(mine)", body: #"{"queue":"secret"}"#)
      _ = try await owner.send("PATCH", "/v1/jobs/\(mine)", body: #"{"name":"secret"}"#)
      let last = try await owner.submit(#"{\#(Self.held),"queue":"mine"}"#)
      let events = try await feed.next(4)
      #expect(
        events.map(pair) == ["\(mine) job.held", "queue.changed", "\(mine) job.deleted left", "\(last) job.held"])
      // Nor is it told where its job has gone, and under which name.
      #expect(events.allSatisfy { !"\($0)".contains("secret") })
    }
  }

  /// Whoever sees some kinds of jobs is not told how many there are of all.
  @Test func tokenOfSomeKindsHearsNoFigures() async throws {
    try await withLimitedToken("read kinds=handler") { owner, limited in
      let feed = try await EventFeed(
        limited.client.raw, "snapshot=true", fields: "Authorization: Bearer \(TokenClient.token)\r\n")
      _ = try await feed.through("snapshot.end")
      _ = try await owner.submit(#"{"shell":"true","hold":true,"queue":"q"}"#)
      #expect(try await owner.send("PUT", "/v1/queues/q", body: #"{"slots":3}"#).status == 200)
      var told = try await feed.through("queue.changed").last?.queue
      if told?.slots == nil { told = try await feed.through("queue.changed").last?.queue }
      #expect(told?.name == "q" && told?.slots == 3)
      #expect(told?.jobs == nil && told?.slotsUsed == nil && told?.oldestQueuedAt == nil)
    }
  }

  @Test func streamEndsWithItsToken() async throws {
    try await withDaemon(
      configure: { config, directory in
        config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
        config.tokenFile = "\(directory)/tokens"
        config.timeouts.heartbeat = .milliseconds(20)
        try writePrivate("\(TokenClient.token) l read\n", to: "\(directory)/tokens")
      }
    ) { daemon in
      let feed = try await EventFeed(
        try await daemon.front.connectTCP(), fields: "Authorization: Bearer \(TokenClient.token)\r\n")
      _ = try await feed.text(before: "\n")
      try writePrivate("other-token-0123456789 o read\n", to: "\(daemon.front.directory)/tokens")
      // As long as it lives, it says so.
      await #expect(throws: RawClient.Failure.self) {
        for _ in 0..<3_000 { _ = try await feed.text(before: "\n") }
      }
      feed.close()
    }
  }

  @Test func streamThatHearsNothingShowsThatItLives() async throws {
    try await withDaemon(configure: { config, _ in config.timeouts.heartbeat = .milliseconds(20) }) { daemon in
      let client = try await daemon.connect()
      let feed = try await EventFeed(try await daemon.front.connect(), "queue=nothing")
      let first = try #require(try await feed.text(before: "\n"))
      _ = try await client.submit("{\(Self.held)}")
      // What it is not told of moves its place all the same: it comes back without a gap, however long it was filtered.
      while true {
        let line = try #require(try await feed.text(before: "\n"))
        let beat = try EventView(jsonBytes: Array(line.utf8))
        #expect(beat.event == "heartbeat" && beat.id != nil)
        if line != first { break }
      }
      feed.close()
      client.raw.close()
    }
  }

  @Test func whoWillSendNothingMoreIsToldWhatThereIs() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let ids = [try await client.submit("{\(Self.held)}"), try await client.submit("{\(Self.held)}")]
      let raw = try await daemon.front.connect()
      let feed = try await EventFeed(raw, "snapshot=true")
      raw.closeOutput()
      #expect(
        try await feed.next(3).map(pair) == ["\(ids[0]) job.held there", "\(ids[1]) job.held there", "snapshot.end"])
      #expect(try await feed.next() == nil)
      feed.close()
      client.raw.close()
    }
  }

  @Test func streamsAreBoundedAndTheirPlacesGivenBack() async throws {
    try await withDaemon(configure: { config, _ in config.limits.eventStreamsMax = 2 }) { daemon in
      let client = try await daemon.connect()
      let feeds = [
        try await EventFeed(try await daemon.front.connect()), try await EventFeed(try await daemon.front.connect()),
      ]
      let refused = try await client.get("/v1/events")
      #expect(refused.status == 503 && refused.header("retry-after") != nil)
      for feed in feeds { feed.close() }
      let isBack = try await eventually {
        let raw = try await daemon.front.connect()
        defer { raw.close() }
        return try await EventFeed(raw).status == "200"
      }
      #expect(isBack)
      let isGone = try await eventually { daemon.queue.followerCount == 0 }
      #expect(isGone)
      // Nor does one who only asks what the answer would look like keep one.
      for _ in 0..<5 { #expect(try await client.send("HEAD", "/v1/events").status == 200) }
      client.raw.close()
    }
  }

  @Test func whoOpensAndClosesAgainAndAgainLeavesNothing() async throws {
    try await withDaemon { daemon in
      for _ in 0..<300 { (try await EventFeed(try await daemon.front.connect(), "queue=nothing")).close() }
      let isGone = try await eventually { daemon.queue.followerCount == 0 && daemon.front.registry.count == 0 }
      #expect(isGone)
    }
  }

  /// It costs itself and nobody else: what happens is told to the other as it happens, and the one that does not read is
  /// let go.
  @Test func readerThatDoesNotReadLosesItsConnection() async throws {
    try await withDaemon(configure: { config, _ in config.timeouts.write = .seconds(1) }) { daemon in
      let client = try await daemon.connect()
      let idle = try await EventFeed(try await daemon.front.connect())
      let feed = try await EventFeed(try await daemon.front.connect())
      let line = #"{\#(Self.held),"tags":{"n":"\#(String(repeating: "n", count: 256))"}}"# + "\n"
      let body = String(repeating: line, count: 1_000)
      var count = 0
      let isGone = try await eventually {
        let sent = try await client.send("POST", "/v1/jobs", body: body, type: "application/x-ndjson")
        #expect(sent.status == 201)
        count += 1_000
        _ = try await feed.next(1_000)
        return daemon.queue.followerCount == 1
      }
      #expect(isGone, "after \(count) events")
      idle.close()
      feed.close()
      client.raw.close()
    }
  }
}
