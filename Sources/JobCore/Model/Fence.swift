// Proof that an attempt is still the live one. Every completion carries it, and a stale one changes nothing.

/// Names one start of one job by one boot of the daemon.
///
/// `start` counts every start of the job, those given back included, so no two starts share a fence even when
/// they share an attempt number.
struct Fence: Hashable, Sendable {
  let job: JobID
  /// Counts from 1.
  let start: Int
  /// Counts the starts of the daemon on this data directory.
  let boot: Int64
}
