// How many of the jobs of a wait have ended, and how: the last line of its progress.

import JobWire

/// Ends counted by fate.
struct Tally: Sendable, Equatable {
  var total: Int
  private(set) var ok = 0
  private(set) var failed = 0
  private(set) var cancelled = 0
  private(set) var skipped = 0
  /// Of a batch: its time was up, or it was cancelled. That counts, whatever its members returned.
  private(set) var isTimedOut = false
  private(set) var isCancelled = false

  init(total: Int) { self.total = total }

  /// The members of a batch.
  init(_ batch: BatchView) {
    total = batch.size
    ok = batch.counts[.succeeded]
    failed = batch.counts[.failed]
    cancelled = batch.counts[.cancelled]
    skipped = batch.counts[.skipped]
    isTimedOut = batch.timedOut
    isCancelled = batch.cancelRequested
  }

  var ended: Int { ok + failed + cancelled + skipped }

  mutating func count(_ job: JobView) {
    switch job.state {
    case .succeeded: ok += 1
    case .failed: failed += 1
    case .cancelled: cancelled += 1
    case .skipped: skipped += 1
    case .held, .scheduled, .blocked, .queued, .running, .retrying: break
    }
  }

  /// "10/10 ok=7 failed=2 cancelled=1"
  var text: String {
    "\(ended)/\(total) ok=\(ok) failed=\(failed) cancelled=\(cancelled)" + (skipped > 0 ? " skipped=\(skipped)" : "")
  }

  /// What the fates together mean: the worst one.
  var status: ExitStatus {
    if failed > 0 { return .jobFailed }
    if isTimedOut { return .jobTimedOut }
    if isCancelled { return .jobCancelled }
    return cancelled + skipped > 0 ? .jobCancelled : .fine
  }
}
