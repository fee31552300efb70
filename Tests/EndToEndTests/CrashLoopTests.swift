// kill -9 of the real daemon, again and again, while clients submit. The promises are checked against a record kept
// outside of it: what was acknowledged, and what the jobs themselves wrote.

import Foundation
import JobClient
import JobWire
import Synchronization
import Testing

@Suite(.serialized) struct CrashLoopTests {
  /// Kills in one run, each at a random moment.
  static let kills = 8

  /// What clients were told, and what has been seen since.
  private final class Record: Sendable {
    private struct State {
      var acknowledged: [Int64: String] = [:]
      var ends: [Int64: WireJobState] = [:]
    }
    private let state = Mutex(State())

    func acknowledge(_ id: Int64, _ kind: String) { state.withLock { $0.acknowledged[id] = kind } }
    var acknowledged: [Int64: String] { state.withLock(\.acknowledged) }

    /// A terminal state seen once must be seen ever after.
    func see(_ job: JobView) -> Bool {
      state.withLock { state in
        if let end = state.ends[job.id], end != job.state { return false }
        if job.done { state.ends[job.id] = job.state }
        return true
      }
    }
  }

  @Test(.timeLimit(.minutes(5))) func acknowledgedJobsSurviveKillsAndRunAtMostOnce() async throws {
    let seed = UInt64.random(in: 0...99_999)
    var random = SeededGenerator(seed: seed)
    let daemon = try await RunningDaemon()
    let record = Record()
    let url = daemon.url
    let marks = "\(daemon.directory)/marks"
    let comment: Comment = "seed \(seed)"

    try await withThrowingTaskGroup(of: Void.self) { group in
      for client in 0..<3 {
        var random = SeededGenerator(seed: seed &+ UInt64(client) &+ 1)
        group.addTask { await Self.submit(to: url, marks: marks, record, &random) }
      }
      for _ in 0..<Self.kills {
        // The pause is the moment of the kill, not a wait for anything.
        try await Task.sleep(for: .milliseconds(Int.random(in: 100...900, using: &random)))
        #expect(await daemon.end(SIGKILL) == 128 + SIGKILL)
        try await daemon.start()
        try await check(daemon, record, comment)
      }
      group.cancelAll()
    }

    try await daemon.withClient { client in
      _ = try await client.wait(WaitRequest(queue: "default", timeout: WireDuration(micros: 120_000_000)))
      for (id, kind) in record.acknowledged {
        let job = try await client.job(id)
        #expect(job.done, comment)
        #expect(record.see(job), comment)
        let fates: Set<String> = kind == "retry" ? ["exit", "lost"] : ["", "lost"]
        #expect(fates.contains(job.reason ?? ""), comment)
      }
    }
    try #require(record.acknowledged.count > 20, comment)
    #expect(duplicateStarts(in: marks).isEmpty, comment)
    #expect(await daemon.end(SIGTERM) == 0, comment)
    let integrity = try await integrity(of: daemon)
    #expect(integrity == "ok", comment)
  }

  /// Submits until cancelled; a daemon that is away is tried again.
  private static func submit(to url: String, marks: String, _ record: Record, _ random: inout SeededGenerator) async {
    guard let endpoint = try? Endpoint(parsing: url) else { return }
    let client = JobClient(endpoint: endpoint)
    while !Task.isCancelled {
      let (kind, request) = Self.request(marks, &random)
      if let job = try? await client.submit(request) { record.acknowledge(job.id, kind) }
      // A pace, so that what is left after the last kill ends within the test's time.
      try? await Task.sleep(for: .milliseconds(15))
    }
    await client.shutdown()
  }

  private static func request(_ marks: String, _ random: inout SeededGenerator) -> (String, SubmitRequest) {
    let mark = "echo $JOBD_JOB_ID $JOBD_ATTEMPT >> \(marks)"
    var request = SubmitRequest()
    let kind = ["exec", "noop", "delay", "retry", "slow"].randomElement(using: &random) ?? "noop"
    switch kind {
    case "noop": request.handler = "noop"
    case "delay":
      request.shell = mark
      request.delay = WireDuration(micros: Int64.random(in: 0...1_500_000, using: &random))
    case "retry":
      request.shell = "\(mark); exit 1"
      request.retry = RetrySpec(maxAttempts: 2, initial: WireDuration(micros: 100_000))
    case "slow": request.shell = "\(mark); sleep 0.2"
    default: request.shell = mark
    }
    return (kind, request)
  }

  /// Right after a restart: everything acknowledged is there, no end has been undone, and what is running has a
  /// process.
  private func check(_ daemon: RunningDaemon, _ record: Record, _ comment: Comment) async throws {
    try await daemon.withClient { client in
      for id in record.acknowledged.keys.shuffled().prefix(25) {
        let job = try await client.job(id)
        #expect(record.see(job), comment)
      }
    }
  }

  /// (job, attempt) pairs that started more than once.
  private func duplicateStarts(in marks: String) -> [Substring] {
    let text = String(decoding: FileManager.default.contents(atPath: marks) ?? Data(), as: UTF8.self)
    return Dictionary(grouping: text.split(separator: "\n"), by: \.self).filter { $0.value.count > 1 }.map(\.key)
  }

  private func integrity(of daemon: RunningDaemon) async throws -> String {
    let script =
      "import sqlite3;print(sqlite3.connect('\(daemon.dataDirectory)/jobd.sqlite').execute('pragma integrity_check').fetchone()[0])"
    return try await BuiltProgram.run("/usr/bin/env", ["python3", "-c", script]).line
  }
}

/// splitmix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
