// Jobs as they end, one after the other: asyncio's as_completed.

public import JobWire

/// The ends of several jobs in the order in which they come; leaving the sequence never touches a job.
public struct CompletedJobs: AsyncSequence, Sendable {
  /// A job that has ended, as it stood then.
  public typealias Element = JobView
  /// `.waitExpired` when the time is up, or what went wrong with a request.
  public typealias Failure = ClientError

  let client: JobClient
  let ids: [Int64]
  let timeout: WireDuration?

  /// Starts anew with all jobs; the time begins to run here.
  public func makeAsyncIterator() -> Iterator {
    Iterator(client: client, pending: ids, clock: WaitClock(timeout: timeout, pieceSeconds: JobClient.pieceSeconds))
  }

  /// Waits for one end after the other.
  public struct Iterator: AsyncIteratorProtocol {
    /// For their store alone, once it is known.
    private(set) var client: JobClient
    /// Jobs that have not ended, as far as is known here.
    public private(set) var pending: [Int64]
    private let clock: WaitClock
    /// Ends that are known and not given out yet, the next one last.
    private var ended: [JobView] = []
    private var lastAsked: ContinuousClock.Instant?

    init(client: JobClient, pending: [Int64], clock: WaitClock) {
      self.client = client.bound()
      self.pending = pending
      self.clock = clock
    }

    /// The next job that ends; nil when all have.
    ///
    /// - Errors: `.waitExpired` when the time is up before all have ended.
    public mutating func next() async throws(ClientError) -> JobView? {
      while ended.isEmpty {
        if pending.isEmpty { return nil }
        try await pause()
        let reply = try await client.wait(WaitRequest(ids: pending, until: .first, timeout: clock.timeLeft))
        client = client.bound()
        let isFewer = reply.pending.count < pending.count
        pending = reply.pending
        ended = reply.done.sorted { ($0.finishedAt ?? $0.createdAt, $0.id) > ($1.finishedAt ?? $1.createdAt, $1.id) }
        if ended.isEmpty, reply.expired { throw .waitExpired(pending: pending) }
        guard isFewer else {
          throw .unexpectedAnswer(
            endpoint: client.endpoint, status: 200, reason: "a wait for the first end has ended without one")
        }
      }
      return ended.popLast()
    }

    /// A request names all jobs that have not ended, and is answered when one of them ends. So that thousands which end
    /// one by one do not cost thousands of requests about thousands, a pause that grows with their number lies between
    /// two requests: nothing for a few, 50 ms for ten thousand.
    private mutating func pause() async throws(ClientError) {
      let now = ContinuousClock.now
      let next = lastAsked.map { $0 + Self.pausePerJob * pending.count } ?? now
      if next > now {
        do { try await ContinuousClock().sleep(for: clock.left(of: next - now)) } catch { throw .cancelled }
      }
      lastAsked = ContinuousClock.now
    }

    private static let pausePerJob = Duration.microseconds(5)

    /// The ends that are known by now, at least one, oldest first; nil when all have been given out.
    package mutating func nextFew() async throws(ClientError) -> [JobView]? {
      guard let first = try await next() else { return nil }
      let few = [first] + ended.reversed()
      ended = []
      return few
    }

    /// As `next()`: it needs nothing of the actor that it is called from.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(ClientError) -> JobView? {
      try await next()
    }
  }
}

extension JobClient {
  /// The jobs as they end. A job given twice comes once.
  public func asCompleted(_ ids: [Int64], timeout: WireDuration? = nil) -> CompletedJobs {
    CompletedJobs(client: self, ids: ids, timeout: timeout)
  }
}
