// What a sweep of files is about to remove, and what begins meanwhile: a start's own files are never taken for those
// that were found under its names before it began.

import Synchronization

/// Starts whose files are going to be removed because no job has had them.
///
/// A sweep looks for files first, then asks the store whose they are, and removes by name. The names may get an owner
/// after the answer: a new job, or another start of an old one. So a start is struck off here before it makes its first
/// file, and what has been struck off stays. What is found under the names of such a start it replaces itself.
final class DoomedStarts: Sendable {
  private let starts = Mutex<Set<LogFiles.Start>>([])

  /// The files of these have been found; the store is asked next.
  func name(_ found: some Sequence<LogFiles.Start>) {
    starts.withLock { $0.formUnion(found) }
  }

  /// The start has been committed and has made no file yet.
  func begin(_ job: JobID, start: Int) {
    starts.withLock { starts in
      if !starts.isEmpty { starts.remove(LogFiles.Start(job: job, number: start)) }
    }
  }

  /// Runs `body`, which moves files away, unless the start has begun. One that begins now waits as long: `body` must
  /// not take longer than a few renames.
  func take(_ start: LogFiles.Start, _ body: () -> Void) {
    starts.withLock { if $0.remove(start) != nil { body() } }
  }

  /// The sweep has gone on.
  func forgetAll() {
    starts.withLock { $0 = [] }
  }
}
