// One wait for several jobs: in one request, or in as many as there are ends if each end is to be shown.

import JobClient
import JobWire

/// A wait that may tell about each job as it ends.
struct JobWait: Sendable {
  private(set) var client: JobClient
  var until: WireWaitUntil = .all
  var timeout: WireDuration?
  var progress = WaitProgress.Form.none
  /// Is shown each job when it ends; nil waits for all of them in one go.
  var show: (@Sendable (JobView) throws -> Void)?

  /// Waits until the condition holds or the time is up. The ids are those of the store that the client knows by now.
  func run(_ subject: WaitedJobs) async throws -> WaitReply {
    var bound = self
    bound.client = client.bound()
    return try await bound.wait(for: subject)
  }

  private func wait(for subject: WaitedJobs) async throws -> WaitReply {
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
  func stream(
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

  /// The ends of the members of a batch as they come, also of those that join it meanwhile.
  private func stream(batch id: Int64, _ progress: WaitProgress) async throws -> WaitReply {
    let ended: [JobView]?
    do {
      ended = try await before(timeout) { try await ends(ofBatch: id, progress) }
    } catch let error as ClientError where error.isOfAnOlderDaemon {
      return try await askedStream(batch: id, progress)
    }
    // There is no time left for patience.
    let members = try await (ended == nil ? client.impatient : client).members(ofBatch: id)
    let pending = members.filter { !$0.done }.map(\.id)
    guard let ended else { return WaitReply(done: members.filter(\.done), pending: pending, expired: true) }
    // What ended while the daemon was away is shown now.
    let shown = Set(ended.map(\.id))
    let rest = members.filter { $0.done && !shown.contains($0.id) }
    try tell(rest, progress)
    return WaitReply(done: ended + rest, pending: pending, expired: false)
  }

  /// The members in the order of their ends, once the batch is done.
  private func ends(ofBatch id: Int64, _ progress: WaitProgress) async throws -> [JobView] {
    var filter = JobFilterWire()
    filter.batch = id
    var table = MemberTable(batch: id)
    var done: [JobView] = []
    var events = client.events(filter: filter, snapshot: true).makeAsyncIterator()
    while true {
      for event in try await events.nextFew() { table.take(event) }
      let news = table.news()
      if news.count > 0 { progress.grow(by: news.count) }
      if !news.ended.isEmpty {
        // An event does not say all of a job.
        let reply = try await client.asTheyAre(news.ended)
        table.reopen(reply.pending)
        done += reply.done
        try tell(reply.done, progress)
      }
      if table.isDone { return done }
      if news.asksForBatch, try await client.batch(id).done { return done }
    }
  }

  /// What `body` comes to; nil if the time is up before that.
  private func before<T: Sendable>(
    _ timeout: WireDuration?, _ body: @escaping @Sendable () async throws -> T
  ) async throws -> T? {
    guard let timeout else { return try await body() }
    return try await withThrowingTaskGroup(of: T?.self) { group in
      group.addTask {
        try await Self.sleep(for: .microseconds(timeout.micros))
        return nil
      }
      group.addTask { try await body() }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  /// In parts, since no clock takes the thousand years that a duration may have.
  private static func sleep(for duration: Duration) async throws {
    let end = ContinuousClock.now + duration
    while case let left = end - ContinuousClock.now, left > .zero {
      try await ContinuousClock().sleep(for: min(left, sleepMax))
    }
  }

  private static let sleepMax = Duration.seconds(3_600)
}
