// Events over streams that break: nothing is missing, nothing comes twice, and what cannot be had is said.

import JobWire
import NIOCore
import TestSupport
import Testing

@testable import JobClient

@Suite struct EventSequenceTests {
  private static let head =
    "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"

  /// Events in pieces as they are sent.
  private static func chunk(_ events: [EventView]) -> String {
    let text = events.map { String(decoding: $0.jsonBytes(), as: UTF8.self) + "\n" }.joined()
    return "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
  }

  private static let end = "0\r\n\r\n"

  private static func job(_ id: String) -> EventView {
    EventView(.jobQueued, id: id, job: ScriptedJobs.view(1, .queued))
  }

  /// Each stream tells of these events and then breaks, ends or stays.
  private func host(
    _ streams: [[WebHost.Step]]
  ) async throws -> WebHost {
    let count = Noted(0)
    return try await WebHost { _ in
      let number = count.value
      count.change { $0 += 1 }
      return number < streams.count ? streams[number] : [.close]
    }
  }

  private func sequence(
    _ host: WebHost, _ request: EventRequest = EventRequest(), patience: Duration? = nil
  ) -> EventSequence {
    let endpoint = Endpoint.tcp(host: "127.0.0.1", port: host.port, isTLS: false)
    return EventSequence(transport: Transport(endpoint: endpoint, token: nil), request: request, patience: patience)
  }

  private func take(_ count: Int, of sequence: EventSequence) async throws -> [String] {
    var iterator = sequence.makeAsyncIterator()
    var ids: [String] = []
    while ids.count < count, let event = try await iterator.next() { ids.append(event.id ?? event.event) }
    return ids
  }

  @Test(arguments: [true, false]) func streamThatIsLostIsGoneOnWith(_ endsInOrder: Bool) async throws {
    let first = Self.head + Self.chunk([EventView(.heartbeat, id: "a"), Self.job("b"), Self.job("c")])
    let host = try await host([
      [.send(first + (endsInOrder ? Self.end : "")), .close], [.close], [.send("HTTP/1.1 503 Busy\r\n\r\n"), .close],
      [.send(Self.head + Self.chunk([EventView(.heartbeat, id: "c"), Self.job("d")]))],
    ])
    #expect(try await take(3, of: sequence(host)) == ["b", "c", "d"])
    #expect(
      host.requests.map(\.path) == ["/v1/events", "/v1/events?after=c", "/v1/events?after=c", "/v1/events?after=c"])
    #expect(host.requests.allSatisfy { $0.headers["accept"] == "application/x-ndjson" })
  }

  /// A proxy may leave out where it ends.
  @Test func streamWithoutAnEndOfItsOwnIsGoneOnWith() async throws {
    let events = [Self.job("b")].map { String(decoding: $0.jsonBytes(), as: UTF8.self) + "\n" }.joined()
    let host = try await host([
      [.send("HTTP/1.0 200 OK\r\n\r\n" + events), .close], [.send(Self.head + Self.chunk([Self.job("c")]))],
    ])
    #expect(try await take(2, of: sequence(host)) == ["b", "c"])
  }

  @Test func eventThatComesInPiecesIsOne() async throws {
    let line = String(decoding: Self.job("b").jsonBytes(), as: UTF8.self) + "\n"
    let pieces = line.map { "\(String(String($0).utf8.count, radix: 16))\r\n\($0)\r\n" }
    let host = try await host([[.send(Self.head)] + pieces.map { .send($0) }])
    #expect(try await take(1, of: sequence(host)) == ["b"])
  }

  @Test func halfASnapshotIsHadAnew() async throws {
    let row = EventView(.jobQueued, job: ScriptedJobs.view(1, .queued), isSnapshot: true)
    let end = EventView(.snapshotEnd, id: "s")
    let host = try await host([
      [.send(Self.head + Self.chunk([row])), .close],
      [.send(Self.head + Self.chunk([row, row, end])), .close],
      [.send(Self.head + Self.chunk([Self.job("t")]))],
    ])
    let told = try await take(6, of: sequence(host, EventRequest(snapshot: true)))
    #expect(told == ["job.queued", "gap", "job.queued", "job.queued", "s", "t"])
    #expect(
      host.requests.map(\.path) == [
        "/v1/events?snapshot=true", "/v1/events?snapshot=true", "/v1/events?after=s&snapshot=true",
      ])
  }

  @Test func daemonThatWasNeverThereIsAnErrorAtOnce() async throws {
    let host = try await host([])
    let error = await #expect(throws: ClientError.self) { try await take(1, of: sequence(host)) }
    guard case .connectionLost = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// Between two requests of a wait the daemon may go away, too.
  @Test func patientClientWaitsForTheFirstStream() async throws {
    let host = try await host([[.close], [.close], [.send(Self.head + Self.chunk([Self.job("b")]))]])
    let endpoint = Endpoint.tcp(host: "127.0.0.1", port: host.port, isTLS: false)
    let ids = Noted<[String?]>([])
    try await JobClient.withClient(endpoint: endpoint) { client in
      let patient = client.patient(for: WireDuration(micros: 60_000_000))
      for try await event in patient.events() {
        ids.change { $0.append(event.id) }
        break
      }
    }
    #expect(ids.value == ["b"])
  }

  @Test func whatIsNotAllowedAnyMoreIsThrown() async throws {
    let problem = Problem(.unauthenticated, detail: "Who are you?", hint: "Give a token.")
    let text = String(decoding: problem.jsonBytes(), as: UTF8.self)
    let host = try await host([
      [.send(Self.head + Self.chunk([Self.job("b")])), .close], WebHost.answer("401 Unauthorized", [], text),
    ])
    await #expect(throws: ClientError.refused(problem)) { try await take(2, of: sequence(host)) }
  }

  @Test func patienceHasAnEnd() async throws {
    let host = try await host([[.send(Self.head + Self.chunk([Self.job("b")])), .close]])
    let error = await #expect(throws: ClientError.self) {
      try await take(2, of: sequence(host, patience: .microseconds(1)))
    }
    guard case .connectionLost = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(host.requests.count >= 2)
  }

  @Test func daemonThatTakesConnectionsAndSaysNothingIsNotThere() async throws {
    let host = try await host([[]])
    var sequence = sequence(host)
    sequence.headTime = .milliseconds(50)
    let error = await #expect(throws: ClientError.self) { try await take(1, of: sequence) }
    guard case .timedOut = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// A daemon that is too busy for a snapshot is not asked for one after the other at once, and not for ever.
  @Test func snapshotThatNeverEndsTriesPatience() async throws {
    let row = EventView(.jobQueued, job: ScriptedJobs.view(1, .queued), isSnapshot: true)
    let part: [WebHost.Step] = [
      .send(Self.head + Self.chunk([row, EventView(.gap, reason: "overrun")]) + Self.end), .close,
    ]
    let host = try await host(Array(repeating: part, count: 100))
    let snapshot = EventRequest(snapshot: true)
    let error = await #expect(throws: ClientError.self) {
      try await take(1_000, of: sequence(host, snapshot, patience: .milliseconds(300)))
    }
    guard case .connectionLost = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((2...10).contains(host.requests.count), "\(host.requests.count)")
  }

  @Test func lossIsToldOnceUntilThereIsAStreamAgain() async throws {
    let stream = { (id: String) in [WebHost.Step.send(Self.head + Self.chunk([Self.job(id)])), .close] }
    // A request whose connection is closed is made once more before that is a loss.
    let gone: [[WebHost.Step]] = [[.close], [.close]]
    let host = try await host([stream("a")] + gone + [stream("b")] + gone + [stream("c")])
    let losses = Noted(0)
    var sequence = sequence(host)
    sequence.whenLost = { _ in losses.change { $0 += 1 } }
    #expect(try await take(3, of: sequence) == ["a", "b", "c"])
    #expect(losses.value == 2)
  }

  /// Who may not listen any more has not lost the daemon: the stream's end is no reason to say so.
  @Test func streamThatIsTakenAwayIsNotSaidToGoOn() async throws {
    let problem = Problem(.unauthenticated, detail: "Who are you?", hint: "Give a token.")
    let text = String(decoding: problem.jsonBytes(), as: UTF8.self)
    let host = try await host([
      [.send(Self.head + Self.chunk([Self.job("b")])), .close], WebHost.answer("401 Unauthorized", [], text),
    ])
    let losses = Noted(0)
    var sequence = sequence(host)
    sequence.whenLost = { _ in losses.change { $0 += 1 } }
    await #expect(throws: ClientError.refused(problem)) { try await take(2, of: sequence) }
    #expect(losses.value == 0)
  }

  @Test func otherDatabaseIsNotFollowed() async throws {
    let first = Self.head.replacing("\r\n\r\n", with: "\r\nJobd-Store: one\r\n\r\n") + Self.chunk([Self.job("b")])
    let problem = Problem(.otherStore, detail: "It is gone.", hint: "")
    let text = String(decoding: problem.jsonBytes(), as: UTF8.self)
    let host = try await host([[.send(first), .close], WebHost.answer("409 Conflict", [], text)])
    await #expect(throws: ClientError.refused(problem)) { try await take(2, of: sequence(host)) }
    #expect(host.requests.map { $0.headers["jobd-store"] } == [nil, "one"])
  }

  @Test func cancelEndsTheWait() async throws {
    let host = try await host([[.send(Self.head + Self.chunk([EventView(.heartbeat, id: "a")]))]])
    let sequence = sequence(host)
    let task = Task { await #expect(throws: ClientError.cancelled) { try await take(1, of: sequence) } }
    try await eventually { host.requests.count == 1 }
    task.cancel()
    _ = await task.value
    try await eventually { host.open == 0 }
  }

  @Test(arguments: ["hello\n", "{\"id\":1}\n", "[]\n"]) func whatIsNoEventIsUnexpected(_ line: String) async throws {
    let host = try await host([[.send("HTTP/1.1 200 OK\r\n\r\n\(line)")]])
    let error = await #expect(throws: ClientError.self) { try await take(1, of: sequence(host)) }
    guard case .unexpectedAnswer = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
