// What a carrier of http jobs is given: one attempt, and who of the hosts wants to be left alone.

/// One attempt of an http job.
public struct HTTPAttempt: Sendable {
  /// What to ask for, and what counts as success.
  public let work: HTTPWork
  /// The same over all attempts of a job, so that the receiver can tell a repetition.
  public let idempotencyKey: String
  /// Counts from 1.
  public let number: Int
  /// To be asked before each request, and told of each answer.
  public let hosts: HostGate
  /// The queue's clock, for times of day in answers.
  public let clock: any WallClock

  package init(
    _ work: HTTPWork, idempotencyKey: String, number: Int, hosts: HostGate, clock: any WallClock
  ) {
    self.work = work
    self.idempotencyKey = idempotencyKey
    self.number = number
    self.hosts = hosts
    self.clock = clock
  }
}

/// Which hosts want to be left alone, as one attempt sees it.
public struct HostGate: Sendable {
  private let holds: HostHolds
  /// The job came through the pool of a host that is only just back.
  private let isCounted: Bool

  init(_ holds: HostHolds, isCounted: Bool) {
    self.holds = holds
    self.isCounted = isCounted
  }

  /// Whether a request may go to `origin` now.
  ///
  /// - Parameters:
  ///   - origin: where the request goes.
  ///   - hop: redirects before it. Past the first hop a host that is only just back is not asked for room: the job came
  ///     for another one.
  public func admits(_ origin: HTTPOrigin, hop: Int) -> Bool {
    hop == 0 ? holds.admits(origin, isCounted: isCounted) : !holds.isHeld(origin)
  }

  /// The host gave an answer that is no wish to be left alone.
  public func answered(_ origin: HTTPOrigin) {
    holds.answered(origin)
  }
}
