// Who hears of a commit: waiters, each on its own jobs. Called once per commit, in commit order, by the writer.

import Logging
import Synchronization

/// Hands committed events to those who wait for them.
final class EventBus: Sendable {
  private struct State {
    var watches: [JobID: [WatchID: Watcher]] = [:]
    var open: [WatchID: AsyncStream<JobEvent>.Continuation] = [:]
    var lastWatch = 0
    var isFinished = false
  }

  typealias WatchID = Int

  private struct Watcher {
    let interest: WatchInterest
    let continuation: AsyncStream<JobEvent>.Continuation
  }

  private let state = Mutex(State())
  private let logger: Logger

  init(logger: Logger) {
    self.logger = logger
  }

  /// How many waits are under way.
  var watchCount: Int {
    state.withLock { $0.open.count }
  }

  /// What happens to `jobs` from now on; a deleted job counts as ended. The stream ends with the bus.
  ///
  /// Subscribe first, then read, then wait: what happens in between is in the stream.
  func watch(_ jobs: [JobID], _ interest: WatchInterest = .ends) -> JobWatch {
    // Unbounded is bounded here: at most two ends a job, its end and its deletion. Of changes only the newest counts.
    let policy: AsyncStream<JobEvent>.Continuation.BufferingPolicy =
      interest == .ends ? .unbounded : .bufferingNewest(1)
    let (stream, continuation) = AsyncStream<JobEvent>.makeStream(bufferingPolicy: policy)
    let watcher = Watcher(interest: interest, continuation: continuation)
    let id: WatchID? = state.withLock { state in
      if state.isFinished { return nil }
      state.lastWatch += 1
      state.open[state.lastWatch] = continuation
      for job in jobs { state.watches[job, default: [:]][state.lastWatch] = watcher }
      return state.lastWatch
    }
    if id == nil { continuation.finish() }
    return JobWatch(events: stream, finish: { continuation.finish() }, forget: { self.forget(id, jobs) })
  }

  private func forget(_ watch: WatchID?, _ jobs: [JobID]) {
    guard let watch else { return }
    state.withLock { state in
      state.open[watch] = nil
      for job in jobs {
        state.watches[job]?[watch] = nil
        if state.watches[job]?.isEmpty == true { state.watches[job] = nil }
      }
    }
  }

  func publish(_ events: [JobEvent]) {
    if logger.logLevel <= .debug { events.forEach(log) }
    var news: [(AsyncStream<JobEvent>.Continuation, JobEvent)] = []
    state.withLock { state in
      if state.watches.isEmpty { return }
      for event in events {
        guard let watchers = state.watches[event.job] else { continue }
        for watcher in watchers.values where event.state.isTerminal || watcher.interest == .changes {
          news.append((watcher.continuation, event))
        }
      }
    }
    for (continuation, event) in news { continuation.yield(event) }
  }

  /// Ends every stream: the daemon stops, and every waiter gets an answer.
  func finish() {
    let open = state.withLock { state in
      state.isFinished = true
      return Array(state.open.values)
    }
    for continuation in open { continuation.finish() }
  }

  private func log(_ event: JobEvent) {
    var metadata: Logger.Metadata = [
      LogKeys.jobID: "\(event.job)", LogKeys.jobState: "\(event.state.name)", LogKeys.queue: "\(event.queue)",
      LogKeys.jobAttempt: "\(event.attempt)",
    ]
    if let reason = event.reason { metadata[LogKeys.reason] = "\(reason.name)" }
    logger.debug(event.isDeleted ? "job deleted" : "job changed", metadata: metadata)
  }
}

/// What a subscriber wants to hear.
enum WatchInterest {
  /// Only that jobs have ended.
  case ends
  /// That something has changed; intermediate changes may be skipped.
  case changes
}

/// A subscription to the ends of some jobs. Call `forget` when done with it.
struct JobWatch: Sendable {
  let events: AsyncStream<JobEvent>
  /// Ends the stream, as when a wait's time is up.
  let finish: @Sendable () -> Void
  let forget: @Sendable () -> Void
}
