// The reports of running jobs that no attempt of this process carries out: claimed over HTTP, or external. Nothing in
// this process lives as long as such a job, so only reports that have yet to be written are remembered.

import Dispatch
import Synchronization

/// Coalesces the progress of attempts that run elsewhere.
final class LeasedProgress: Sendable {
  /// Of a job of which a report was written less than `Limits.progressMicrosMin` ago.
  private struct Entry {
    let fence: Fence
    /// The newest report; `nil` if it is surely in the store.
    var last: Progress?
    /// `last` came since the last write; it is written when the pause is over.
    var isUnwritten = false
  }

  private let entries = Mutex<[JobID: Entry]>([:])
  private let write: @Sendable (Progress, Fence) -> Void
  private static let queue = DispatchQueue(label: "jobd.progress.leased", qos: .utility)

  /// - Parameter write: sends a report to the store, without waiting for it.
  init(write: @escaping @Sendable (Progress, Fence) -> Void) {
    self.write = write
  }

  /// Keeps a report of the attempt with this fence.
  func report(_ progress: Progress, of fence: Fence) {
    let isFirst = entries.withLock { entries in
      guard entries[fence.job]?.fence == fence else {
        entries[fence.job] = Entry(fence: fence, last: progress)
        return true
      }
      entries[fence.job] = Entry(fence: fence, last: progress, isUnwritten: true)
      return false
    }
    if !isFirst { return }
    write(progress, fence)
    lookAfterPause(fence)
  }

  /// Keeps a report of a job whose last one was written a moment ago; false if none was: then the store has to be
  /// asked which attempt of it is live.
  func take(_ progress: Progress, of job: JobID) -> Bool {
    entries.withLock { entries in
      guard let entry = entries[job] else { return false }
      entries[job] = Entry(fence: entry.fence, last: progress, isUnwritten: true)
      return true
    }
  }

  /// A report of this attempt has been written: the next ones wait.
  func pause(_ fence: Fence) {
    let isFirst = entries.withLock { entries in
      if entries[fence.job]?.fence == fence { return false }
      entries[fence.job] = Entry(fence: fence)
      return true
    }
    if isFirst { lookAfterPause(fence) }
  }

  /// For each entry there is one look to come.
  private func lookAfterPause(_ fence: Fence) {
    Self.queue.asyncAfter(deadline: .now() + .microseconds(Int(Limits.progressMicrosMin))) { [weak self] in
      self?.pauseIsOver(fence)
    }
  }

  private func pauseIsOver(_ fence: Fence) {
    let progress: Progress? = entries.withLock { entries in
      guard let entry = entries[fence.job], entry.fence == fence else { return nil }
      entries[fence.job] = entry.isUnwritten ? Entry(fence: fence, last: entry.last) : nil
      return entry.isUnwritten ? entry.last : nil
    }
    guard let progress else { return }
    write(progress, fence)
    lookAfterPause(fence)
  }

  /// The newest report of a start, if it may not be in the store yet.
  func latest(_ job: JobID, start: Int) -> Progress? {
    entries.withLock { entries in
      entries[job].flatMap { $0.fence.start == start ? $0.last : nil }
    }
  }

  /// The attempt is over: its last report, to go with the end, if it may not be in the store yet.
  func end(_ fence: Fence) -> Progress? {
    entries.withLock { entries in
      guard let entry = entries[fence.job], entry.fence == fence else { return nil }
      entries[fence.job] = nil
      return entry.last
    }
  }
}
