// One wait for several jobs: in one request, or in as many as there are ends if each end is to be shown.

import JobClient
import JobWire

/// A wait that may tell about each job as it ends.
struct JobWait: Sendable {
  /// How long an open batch is left alone before it is asked for jobs that have joined it.
  private static let joinPause = WireDuration(micros: 1_000_000)

  let client: JobClient
  var until: WireWaitUntil = .all
  var timeout: WireDuration?
  var progress = WaitProgress.Form.none
  /// Is shown each job when it ends; nil waits for all of them in one go.
  var show: (@Sendable (JobView) throws -> Void)?

  /// Waits until the condition holds or the time is up.
  func run(_ subject: WaitedJobs) async throws -> WaitReply {
    let isStreamed = show != nil || progress != .none
    switch subject {
    case .jobs(let ids):
      if !isStreamed, !ids.isEmpty {
        return try await client.wait(WaitRequest(ids: ids, until: until, timeout: timeout))
      }
      let progress = WaitProgress(progress, total: Set(ids).count)
      return try await watching(subject, progress) { try await stream(ids, timeout, progress) }
    case .batch(let id):
      if !isStreamed { return try await wait(batch: id) }
      let progress = WaitProgress(progress, total: 0)
      return try await watching(subject, progress) { try await stream(batch: id, progress) }
    }
  }

  /// Runs a wait beside what keeps its line up to date, if there is one.
  private func watching(
    _ subject: WaitedJobs, _ progress: WaitProgress, _ body: @escaping @Sendable () async throws -> WaitReply
  ) async throws -> WaitReply {
    let reply = try await withThrowingTaskGroup(of: WaitReply?.self) { group in
      if progress.isLine {
        group.addTask {
          await RunningJobs(client: client, subject: subject).watch(progress)
          return nil
        }
      }
      group.addTask { try await body() }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      throw CancellationError()
    }
    progress.finish()
    return reply
  }

  private func wait(batch id: Int64) async throws -> WaitReply {
    let batch = try await client.wait(batch: id, until: until, timeout: timeout)
    let members = try await client.members(ofBatch: id)
    return WaitReply(
      done: members.filter(\.done), pending: members.filter { !$0.done }.map(\.id), expired: !batch.isOver(until))
  }

  /// The ends of some jobs as they come.
  private func stream(
    _ ids: [Int64], _ timeout: WireDuration?, _ progress: WaitProgress
  ) async throws -> WaitReply {
    var done: [JobView] = []
    var ends = client.asCompleted(ids, timeout: timeout).makeAsyncIterator()
    do {
      while let jobs = try await ends.nextFew() {
        done += jobs
        try tell(jobs, progress)
      }
    } catch ClientError.waitExpired(let pending) {
      return WaitReply(done: done, pending: pending, expired: true)
    }
    return WaitReply(done: done, pending: [], expired: false)
  }

  private func tell(_ jobs: [JobView], _ progress: WaitProgress) throws {
    if let show {
      progress.clear()
      for job in jobs { try show(job) }
    }
    progress.note(jobs)
  }

  /// The ends of the members of a batch as they come; members that join it while it is open are noticed when the others
  /// have ended.
  private func stream(batch id: Int64, _ progress: WaitProgress) async throws -> WaitReply {
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
