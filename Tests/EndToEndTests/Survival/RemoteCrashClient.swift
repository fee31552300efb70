// A remote worker that lives through the deaths of the daemon.

import Foundation
import JobWire
import Testing

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
    let body = #"{"handlers":["far"],"max":1,"lease":"5m","wait":"200ms"}"#
    record.asks(key)
    guard
      let answer = await persistently({
        try await daemon.send("POST", "/v1/claims", body, headers: ["Idempotency-Key": key])
      })
    else { return }
    record.answered(key)
    guard let claim = answer.objects("claims").first, let id = claim.int("job"), let fence = claim.string("fence")
    else { return }
    record.claimed(id, fence, lock: claim["payload"]?["lock"]?.stringValue)
    // Its work: as long as a few answers take.
    for _ in 0..<5 {
      guard let beat = await persistently({ try await daemon.post("/v1/claims/\(fence)/heartbeat", "{}") }) else {
        return
      }
      #expect(beat.status == 200, "the lease of job \(id) was taken away: \(beat.text)")
    }
    if release {
      record.releases(id, fence)
      await self.release(id, fence)
    } else {
      await complete(id, fence)
    }
  }

  /// What the last daemon did not live to answer: a lease outlives it, and so does the right to end its job.
  func catchUp() async {
    for key in record.unanswered { await claimOnce(key: key) }
    for (id, fence) in record.releasing { await release(id, fence) }
    for (id, fence) in record.held { await complete(id, fence) }
  }

  private func release(_ id: Int, _ fence: String) async {
    // The first time may have been enough.
    if await persistently({ try await daemon.post("/v1/claims/\(fence)/release", "{}") }) != nil {
      record.released(id, fence)
    }
  }

  private func complete(_ id: Int, _ fence: String) async {
    let value = #"{"by":\#(id)}"#
    record.ends(id)
    guard
      let end = await persistently({
        try await daemon.post("/v1/claims/\(fence)/complete", #"{"result":\#(value)}"#)
      })
    else { return }
    #expect(end.status == 200, "job \(id) was claimed, and its end not taken: \(end.text)")
    if end.status == 200 { record.completed(id, value) }
  }

  func complete(external id: Int) async {
    let value = #"{"by":\#(id)}"#
    guard
      let answer = await persistently({ try await daemon.post("/v1/jobs/\(id)/complete", #"{"result":\#(value)}"#) })
    else { return }
    if answer.status == 200 { record.completed(id, value) }
  }

  /// The answer, asked for again while the daemon lives, and while it says that it is about to end; what was not
  /// answered may have happened.
  private func persistently(_ ask: () async throws -> Answer) async -> Answer? {
    while true {
      if let answer = try? await ask(), answer.status != 503 { return answer }
      if daemon.program.status != nil { return nil }
    }
  }
}
