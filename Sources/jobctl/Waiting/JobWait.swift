// One wait over several jobs: in one request, or, where each end matters, in as many as there are ends.

import JobClient
import JobWire

/// A wait that may tell about each job as it ends.
struct JobWait: Sendable {
  /// How long an open batch is left alone before it is asked for jobs that have joined it.
  private static let joinPause = WireDuration(micros: 1_000_000)

  let client: JobClient
  var until: WaitUntil = .all
  var timeout: WireDuration?
  var progress = WaitProgress.Form.none
  /// Is shown each job when it ends; nil waits for all of them in one go.
  var show: (@Sendable (JobView) throws -> Void)?

  /// Waits until the condition holds or the time is up.
  func run(_ subject: WaitSubject) async throws -> WaitReply {
    let isStreamed = show != nil || progress != .none
    switch subject {
    case .jobs(let ids):
      if !isStreamed, !ids.isEmpty {
        return try await client.wait(WaitRequest(ids: ids, until: until, timeout: timeout))
      }
      var progress = WaitProgress(progress, total: Set(ids).count)
      let reply = try await stream(ids, timeout, &progress)
      progress.finish()
      return reply
    case .batch(let id): return isStreamed ? try await stream(batch: id) : try await wait(batch: id)
    }
  }

  private func wait(batch id: Int64) async throws -> WaitReply {
    let batch = try await client.wait(batch: id, until: until, timeout: timeout)
    let members = try await client.members(ofBatch: id)
    let isOver =
      switch until {
      case .all: batch.done
      case .first: batch.done || members.contains(where: \.done)
      case .firstFailure: batch.done || batch.firstFailure != nil
      }
    return WaitReply(
      done: members.filter(\.done), pending: members.filter { !$0.done }.map(\.id), expired: !isOver)
  }

  /// The ends of some jobs as they come.
  private func stream(
    _ ids: [Int64], _ timeout: WireDuration?, _ progress: inout WaitProgress
  ) async throws -> WaitReply {
    var done: [JobView] = []
    var ends = client.asCompleted(ids, timeout: timeout).makeAsyncIterator()
    do {
      while let jobs = try await ends.nextFew() {
        done += jobs
        try tell(jobs, &progress)
      }
    } catch ClientError.waitExpired(let pending) {
      return WaitReply(done: done, pending: pending, expired: true)
    }
    return WaitReply(done: done, pending: [], expired: false)
  }

  private func tell(_ jobs: [JobView], _ progress: inout WaitProgress) throws {
    if let show {
      progress.clear()
      for job in jobs { try show(job) }
    }
    progress.note(jobs)
  }

  /// The ends of the members of a batch as they come; members that join it while it is open are noticed when the others
  /// have ended.
  private func stream(batch id: Int64) async throws -> WaitReply {
    let start = ContinuousClock.now
    var whole = WaitReply(done: [], pending: [], expired: false)
    var seen: Set<Int64> = []
    var progress = WaitProgress(progress, total: 0)
    var batch = try await client.batch(id)
    var sizeSeen: Int?
    while !whole.expired {
      if batch.size != sizeSeen {
        sizeSeen = batch.size
        let fresh = try await client.members(ofBatch: id).map(\.id).filter { seen.insert($0).inserted }
        progress.grow(by: fresh.count)
        let reply = try await stream(fresh, timeLeft(since: start), &progress)
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
    progress.finish()
    return whole
  }

  private func timeLeft(since start: ContinuousClock.Instant) -> WireDuration? {
    guard let timeout else { return nil }
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    let passed = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    return WireDuration(micros: max(0, timeout.micros - passed))
  }
}
