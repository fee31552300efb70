// A remote worker that lives through the deaths of the daemon, and what it knows of its own claims.

import Foundation
import JobWire
import Synchronization
import Testing

/// What was promised to clients and done by them, kept outside the daemon.
final class ExecutorCrashRecord: Sendable {
  private struct State {
    var acknowledged: [Int: ExecutorCrashJob] = [:]
    /// The value each job was completed with, once that was acknowledged.
    var completions: [Int: String] = [:]
    var releases: [Int: Int] = [:]
    /// Jobs in the hands of a remote worker, with their fences: the daemon may have died before it answered their end.
    var held: [Int: String] = [:]
    /// Keys of claims that were not answered: asked again, they tell what was handed out.
    var unanswered: Set<String> = []
  }

  private let state = Mutex(State())

  var acknowledged: [Int: ExecutorCrashJob] { state.withLock(\.acknowledged) }
  var completions: [Int: String] { state.withLock(\.completions) }

  func acknowledge(_ id: Int, _ kind: ExecutorCrashJob) { state.withLock { $0.acknowledged[id] = kind } }
  func completed(_ id: Int, _ value: String) {
    state.withLock {
      $0.completions[id] = value
      $0.held[id] = nil
    }
  }
  /// From here on the job may be anybody's, whether or not the release is answered.
  func releases(_ id: Int) {
    state.withLock {
      $0.releases[id, default: 0] += 1
      $0.held[id] = nil
    }
  }
  var held: [Int: String] { state.withLock(\.held) }
  var unanswered: Set<String> { state.withLock(\.unanswered) }
  func asks(_ key: String) { state.withLock { _ = $0.unanswered.insert(key) } }
  func answered(_ key: String) { state.withLock { _ = $0.unanswered.remove(key) } }
  func isCompleted(_ id: Int) -> Bool { state.withLock { $0.completions[id] != nil } }
  func releases(of id: Int) -> Int { state.withLock { $0.releases[id] ?? 0 } }

  /// A job was handed out: nobody else may have it. The leases of the test outlast it.
  func claimed(_ id: Int, _ fence: String) {
    let (holder, isDone) = state.withLock { state in
      defer { state.held[id] = fence }
      return (state.held[id], state.completions[id] != nil)
    }
    #expect(holder == nil || holder == fence, "job \(id) was handed out twice")
    #expect(!isDone, "job \(id) was handed out after its end")
  }

  /// Invariant 2: what was acknowledged as completed has succeeded, with that value.
  func expectCompletionsCount(_ daemon: Daemon) async throws {
    for (id, value) in completions {
      #expect(try await daemon.job(id).string("state") == "succeeded", "job \(id)")
      #expect(try await daemon.get("/v1/jobs/\(id)/result").text == value, "job \(id)")
    }
  }
}

/// One remote worker.
struct RemoteCrashClient {
  private let daemon: Daemon
  private let record: ExecutorCrashRecord
  private let seed: UInt64

  init(_ daemon: Daemon, _ record: ExecutorCrashRecord, seed: UInt64) {
    self.daemon = daemon
    self.record = record
    self.seed = seed
  }

  /// Until the daemon is gone.
  func run() async {
    var chance = SeededChance(seed)
    while daemon.program.status == nil {
      await claimOnce(release: Int.random(in: 0..<4, using: &chance) == 0)
      if let id = record.acknowledged.first(where: { $0.value == .external && !record.isCompleted($0.key) })?.key,
        Int.random(in: 0..<3, using: &chance) == 0
      {
        await complete(external: id)
      }
    }
  }

  /// Claims one job and ends it, or gives it back. The key of the claim is its own: asked again after a crash, the
  /// daemon hands out the same job.
  func claimOnce(key: String = "claim-\(UInt64.random(in: 0 ... .max))", release: Bool = false) async {
    let body = #"{"handlers":["far"],"max":1,"lease":"8s","wait":"200ms"}"#
    record.asks(key)
    guard
      let answer = await persistently({
        try await daemon.send("POST", "/v1/claims", body, headers: ["Idempotency-Key": key])
      })
    else { return }
    record.answered(key)
    guard let claim = answer.objects("claims").first, let id = claim.int("job"), let fence = claim.string("fence")
    else { return }
    record.claimed(id, fence)
    if release {
      record.releases(id)
      _ = await persistently({ try await daemon.post("/v1/claims/\(fence)/release", "{}") })
    } else {
      await complete(id, fence)
    }
  }

  /// What the last daemons did not live to answer.
  func catchUp() async {
    for key in record.unanswered { await claimOnce(key: key) }
    for (id, fence) in record.held { await complete(id, fence) }
  }

  private func complete(_ id: Int, _ fence: String) async {
    let value = #"{"by":\#(id)}"#
    guard
      let end = await persistently({
        try await daemon.post("/v1/claims/\(fence)/complete", #"{"result":\#(value)}"#)
      })
    else { return }
    if end.status == 200 { record.completed(id, value) }
  }

  func complete(external id: Int) async {
    let value = #"{"by":\#(id)}"#
    guard
      let answer = await persistently({ try await daemon.post("/v1/jobs/\(id)/complete", #"{"result":\#(value)}"#) })
    else { return }
    if answer.status == 200 { record.completed(id, value) }
  }

  /// The answer, asked for again while the daemon lives; what was not answered may have happened.
  private func persistently(_ ask: () async throws -> Answer) async -> Answer? {
    while true {
      if let answer = try? await ask() { return answer }
      if daemon.program.status != nil { return nil }
    }
  }
}
