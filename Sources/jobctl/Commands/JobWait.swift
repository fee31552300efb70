// One wait over several jobs, in one request or, where each end matters, in as many as there are ends.

import JobClient
import JobWire

/// A wait that may tell about each job as it ends.
struct JobWait {
  let client: JobClient
  let isShown: Bool
  let showsProgress: Bool
  let show: (JobView) throws -> Void

  /// Waits until the condition of the request holds or its time is up.
  func run(_ request: WaitRequest) async throws -> WaitReply {
    guard var open = request.ids else { return try await client.wait(request) }
    if open.isEmpty { return WaitReply(done: [], pending: [], expired: false) }
    guard isShown || showsProgress else { return try await client.wait(request) }
    let count = open.count
    var done: [JobView] = []
    var progress = ProgressLine(isWanted: showsProgress)
    let start = ContinuousClock.now
    while !open.isEmpty {
      progress.show("\(done.count) of \(count) ended")
      let rest = request.timeout.map { timeLeft(of: $0, since: start) }
      let reply = try await client.wait(WaitRequest(ids: open, until: .first, timeout: rest))
      progress.clear()
      for job in reply.done where isShown { try show(job) }
      done += reply.done
      open = reply.pending
      if reply.expired { return WaitReply(done: done, pending: open, expired: true) }
    }
    return WaitReply(done: done, pending: [], expired: false)
  }

  private func timeLeft(of timeout: WireDuration, since start: ContinuousClock.Instant) -> WireDuration {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    let passed = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    return WireDuration(micros: max(0, timeout.micros - passed))
  }
}
