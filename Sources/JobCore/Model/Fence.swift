// Proof that an attempt is still the live one. Every completion carries it, and a stale one changes nothing.

/// Names one start of one job by one boot of the daemon.
///
/// `start` counts every start of the job, those given back included, so no two starts share a fence even when
/// they share an attempt number.
public struct Fence: Hashable, Sendable {
  public let job: JobID
  public let start: Int
  public let boot: Int64

  public init(job: JobID, start: Int, boot: Int64) {
    self.job = job
    self.start = start
    self.boot = boot
  }
}
