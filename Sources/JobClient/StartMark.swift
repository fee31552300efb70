// Which start of a job is meant: an attempt that a stop of the daemon has interrupted leaves its number to the next one.

package import JobWire

/// One start of a job, as far as a client can tell it from others.
package struct StartMark: Sendable, Equatable {
  /// The number of the attempt.
  package let attempt: Int
  /// When it began; nil if that is not known.
  package let at: WireTime?

  package init(attempt: Int, at: WireTime?) {
    self.attempt = attempt
    self.at = at
  }

  /// The latest start of the job; nil before the first.
  package init?(of job: JobView) {
    guard job.attempt > 0 else { return nil }
    self.init(attempt: job.attempt, at: job.startedAt)
  }

  /// Whether the number of the attempt means this start still. The job is a full one, with its attempts.
  func isMeant(by job: JobView) -> Bool {
    if job.attempt == attempt, job.state == .running { return at == nil || job.startedAt == at }
    guard let last = job.attempts?.last(where: { $0.attempt == attempt }) else { return false }
    return at == nil || last.startedAt == at
  }
}
