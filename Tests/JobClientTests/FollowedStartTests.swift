// The output of one start over connections that break, over restarts, and from a daemon that stands still.

import JobWire
import TestSupport
import Testing

@testable import JobClient

@Suite struct FollowedStartTests {
  private static let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
  private static let start = StartMark(attempt: 1, at: WireTime(micros: 5_000_000))
  private static let end = "0\r\n\r\n"

  private static func chunk(_ text: String) -> String { "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n" }

  private static func job(_ start: StartMark = start) -> [WebHost.Step] {
    var job = ScriptedJobs.view(7, .running)
    (job.attempt, job.startedAt) = (start.attempt, start.at)
    return WebHost.answer("200 OK", [], ScriptedJobs.text(job))
  }

  /// What a follower of this server's only job takes, if each stream of the log does as it is told.
  private func output(
    _ streams: [[WebHost.Step]], _ job: [WebHost.Step] = job(), patience: Int64? = 60_000_000,
    _ change: (inout FollowedStart) -> Void = { _ in }
  ) async throws -> (text: String, requests: [String]) {
    let count = Noted(0)
    let host = try await WebHost { request in
      guard request.path.contains("/log") else { return job }
      let number = count.value
      count.change { $0 += 1 }
      return number < streams.count ? streams[number] : [.close]
    }
    let taken = Noted("")
    let endpoint = Endpoint.tcp(host: "127.0.0.1", port: host.port, isTLS: false)
    try await JobClient.withClient(endpoint: endpoint) { client in
      let client = patience.map { client.patient(for: WireDuration(micros: $0)) } ?? client
      var follower = FollowedStart(client, 7, Self.start, .stdout)
      change(&follower)
      try await follower.copy(from: 0) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        taken.change { $0 += text }
      }
    }
    return (taken.value, host.requests.map(\.path))
  }

  private static func path(_ offset: Int) -> String {
    "/v1/jobs/7/log?stream=stdout&attempt=1&offset=\(offset)&follow=true"
  }

  @Test func outputGoesOnBehindTheLastByte() async throws {
    let (text, requests) = try await output([
      [.send(Self.head + Self.chunk("one\n")), .close], [.send(Self.head), .close],
      [.send(Self.head + Self.chunk("two\n") + Self.end)],
    ])
    #expect(text == "one\ntwo\n")
    #expect(requests.filter { $0.contains("/log") } == [Self.path(0), Self.path(4), Self.path(4)])
  }

  @Test func outputOfAnotherStartIsNotTakenForIt() async throws {
    let (text, _) = try await output(
      [
        [.send(Self.head + Self.chunk("one\n")), .close], [.send(Self.head + Self.chunk("another\n") + Self.end)],
      ], Self.job(StartMark(attempt: 1, at: WireTime(micros: 9_000_000))))
    #expect(text == "one\n")
  }

  /// By its number it is known in one store only.
  @Test func outputIsAskedOfTheStoreThatIsKnown() async throws {
    let host = try await WebHost { request in
      if request.path.contains("/log") { return [.send(Self.head + Self.end)] }
      return WebHost.answer("200 OK", ["Jobd-Store: one"], ScriptedJobs.text(ScriptedJobs.view(7, .running)))
    }
    let endpoint = Endpoint.tcp(host: "127.0.0.1", port: host.port, isTLS: false)
    try await JobClient.withClient(endpoint: endpoint) { client in
      _ = try await client.job(7)
      try await FollowedStart(client, 7, Self.start, .stderr).copy(from: 0) { _ in }
    }
    #expect(host.requests.map { $0.headers["jobd-store"] } == [nil, "one"])
  }

  @Test func withoutPatienceALostConnectionIsAnError() async throws {
    let error = await #expect(throws: ClientError.self) {
      try await output([[.send(Self.head + Self.chunk("one\n")), .close]], patience: nil)
    }
    guard case .connectionLost = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// The stream alone does not tell a job that is silent from a daemon that stands still.
  @Test func daemonThatStandsStillIsLost() async throws {
    let error = await #expect(throws: ClientError.self) {
      try await output([[.send(Self.head + Self.chunk("one\n"))]], [], patience: nil) { follower in
        follower.lookPause = .milliseconds(10)
        follower.lookSeconds = 1
      }
    }
    guard case .timedOut = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func jobThatIsSilentIsFollowedOn() async throws {
    let looks = Noted(0)
    let host = try await WebHost { request in
      if request.path.contains("/log") {
        return [
          .send(Self.head), .when { looks.value >= 3 }, .send(Self.chunk("late\n") + Self.end),
        ]
      }
      looks.change { $0 += 1 }
      return Self.job()
    }
    let taken = Noted("")
    let endpoint = Endpoint.tcp(host: "127.0.0.1", port: host.port, isTLS: false)
    try await JobClient.withClient(endpoint: endpoint) { client in
      var follower = FollowedStart(client, 7, Self.start, .stdout)
      follower.lookPause = .milliseconds(10)
      try await follower.copy(from: 0) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        taken.change { $0 += text }
      }
    }
    #expect(taken.value == "late\n")
  }
}
