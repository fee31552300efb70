// The ends of a batch from a daemon that has no events yet: it is asked again and again.

import JobClient
import JobWire

extension JobWait {
  /// How long an open batch is left alone before it is asked for jobs that have joined it.
  private static let joinPause = WireDuration(micros: 1_000_000)

  /// The ends of the members of a batch as they come; members that join it while it is open are noticed when the others
  /// have ended.
  func askedStream(batch id: Int64, _ progress: WaitProgress) async throws -> WaitReply {
    let start = ContinuousClock.now
    var whole = WaitReply(done: [], pending: [], expired: false)
    var seen: Set<Int64> = []
    var batch = try await client.batch(id)
    var sizeSeen: Int?
    while !whole.expired {
      if batch.size != sizeSeen {
        sizeSeen = batch.size
        let fresh = try await client.members(ofBatch: id).map(\.id).filter { seen.insert($0).inserted }
        progress.grow(by: fresh.count)
        let reply = try await stream(fresh, timeLeft(since: start), progress)
        whole.done += reply.done
        whole.pending += reply.pending
        whole.expired = reply.expired
      }
      let left = timeLeft(since: start)
      batch = try await client.wait(
        batch: id, timeout: WireDuration(micros: min(left?.micros ?? .max, Self.joinPause.micros)))
      if batch.done, batch.size == sizeSeen { break }
      if left?.micros == 0 { whole.expired = true }
    }
    return whole
  }

  private func timeLeft(since start: ContinuousClock.Instant) -> WireDuration? {
    guard let timeout else { return nil }
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    let passed = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    return WireDuration(micros: max(0, timeout.micros - passed))
  }
}

extension ClientError {
  /// The daemon has no such route: events are never about one thing that might not be there.
  var isOfAnOlderDaemon: Bool { problem?.wireCode == .notFound }
}
