// The reports of one attempt on their way to the store: as many as the work likes to make, few of which are written, the
// last one always.

import Dispatch
import Synchronization

/// Coalesces the progress of one attempt.
final class ProgressReporter: Sendable {
  private struct State {
    var last: Progress?
    /// `last` is not written, and no write of it is under way.
    var isUnwritten = false
    var isWritePlanned = false
    var nextWrite = DispatchTime.now()
    var isEnded = false
  }

  private let state = Mutex(State())
  private let write: @Sendable (Progress) -> Void
  private static let queue = DispatchQueue(label: "jobd.progress", qos: .utility)

  /// - Parameter write: sends a report to the store, without waiting for it.
  init(write: @escaping @Sendable (Progress) -> Void) {
    self.write = write
  }

  /// The newest report.
  var last: Progress? {
    state.withLock(\.last)
  }

  /// Keeps a report; false if the attempt is over.
  @discardableResult
  func report(_ progress: Progress) -> Bool {
    let (isHeard, time): (Bool, DispatchTime?) = state.withLock { state in
      if state.isEnded { return (false, nil) }
      state.last = progress
      state.isUnwritten = true
      if state.isWritePlanned { return (true, nil) }
      state.isWritePlanned = true
      return (true, max(.now(), state.nextWrite))
    }
    if let time { Self.queue.asyncAfter(deadline: time) { [weak self] in self?.writeLast() } }
    return isHeard
  }

  private func writeLast() {
    let progress: Progress? = state.withLock { state in
      state.isWritePlanned = false
      guard state.isUnwritten, !state.isEnded else { return nil }
      state.isUnwritten = false
      state.nextWrite = .now() + .microseconds(Int(Limits.progressMicrosMin))
      return state.last
    }
    if let progress { write(progress) }
  }

  /// The attempt is over: what is said from now on is not heard. The last report, to go with the end.
  func end() -> Progress? {
    state.withLock { state in
      state.isEnded = true
      return state.last
    }
  }
}
