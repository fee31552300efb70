// Who hears of a commit: waits under a condition, and followers of single jobs. Called once per commit, in commit
// order, by the writer. A wait is woken once, when its condition holds: until then its jobs' ends are counted here.

import Logging
import Synchronization

/// Hands committed events to those who wait for them.
final class EventBus: Sendable {
  private struct State {
    var waits = WaitBook()
    var watches: [JobID: [WatchID: AsyncStream<JobEvent>.Continuation]] = [:]
    var open: [WatchID: AsyncStream<JobEvent>.Continuation] = [:]
    var lastWatch = 0
    var isFinished = false
  }

  typealias WatchID = Int

  private let state = Mutex(State())
  private let logger: Logger

  init(logger: Logger) {
    self.logger = logger
  }

  /// How many wait or follow.
  var watchCount: Int {
    state.withLock { $0.open.count + $0.waits.count }
  }

  // MARK: Waiting

  /// Begins to count the ends of `subject`. What happens from now on is counted, so read next, then `settle`, then
  /// await `outcome`; and `leave` whatever happens.
  func begin(_ subject: WaitSubject, until: WaitUntil) -> WaitBook.ID {
    state.withLock { state in
      let id = state.waits.begin(subject, until: until)
      if state.isFinished { _ = state.waits.end(id) }
      return id
    }
  }

  /// What had happened before `begin`.
  func settle(_ id: WaitBook.ID, ended: [JobID], isMet: Bool) {
    let wake = state.withLock { $0.waits.settle(id, ended: ended, isMet: isMet) }
    wake?.resume()
  }

  /// Returns when the condition holds, or when `leave` or the end of the daemon ends the wait.
  func outcome(_ id: WaitBook.ID) async -> WaitBook.Outcome {
    await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        let isOver = state.withLock { $0.waits.park(id, continuation) }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      leave(id)
    }
    return state.withLock { $0.waits.outcome(id) }
  }

  /// Ends the wait as it stands.
  func leave(_ id: WaitBook.ID) {
    let wake = state.withLock { $0.waits.end(id) }
    wake?.resume()
  }

  /// The wait is no longer needed.
  func forget(_ id: WaitBook.ID) {
    state.withLock { $0.waits.forget(id) }
  }

  // MARK: Following

  /// That something has changed about `job`, from now on; intermediate changes may be skipped. The stream ends with
  /// the bus.
  func watch(_ job: JobID) -> JobWatch {
    let (stream, continuation) = AsyncStream<JobEvent>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let id: WatchID? = state.withLock { state in
      if state.isFinished { return nil }
      state.lastWatch += 1
      state.open[state.lastWatch] = continuation
      state.watches[job, default: [:]][state.lastWatch] = continuation
      return state.lastWatch
    }
    if id == nil { continuation.finish() }
    return JobWatch(events: stream, finish: { continuation.finish() }, forget: { self.forget(id, job) })
  }

  private func forget(_ watch: WatchID?, _ job: JobID) {
    guard let watch else { return }
    state.withLock { state in
      state.open[watch] = nil
      state.watches[job]?[watch] = nil
      if state.watches[job]?.isEmpty == true { state.watches[job] = nil }
    }
  }

  // MARK: Publishing

  func publish(_ events: [JobEvent], _ batches: [BatchEvent] = []) {
    if logger.logLevel <= .debug { events.forEach(log) }
    var news: [(AsyncStream<JobEvent>.Continuation, JobEvent)] = []
    var wakes: [CheckedContinuation<Void, Never>] = []
    state.withLock { state in
      if !state.watches.isEmpty {
        for event in events {
          for watcher in (state.watches[event.job] ?? [:]).values { news.append((watcher, event)) }
        }
      }
      if state.waits.isEmpty { return }
      for event in events {
        if event.state.isTerminal || event.isDeleted {
          wakes.append(contentsOf: state.waits.jobEnded(event))
        } else {
          state.waits.jobLives(event)
        }
      }
      for event in batches where event.isDone { wakes.append(contentsOf: state.waits.batchDone(event.batch)) }
    }
    for (continuation, event) in news { continuation.yield(event) }
    for wake in wakes { wake.resume() }
  }

  /// Ends every stream and every wait: the daemon stops, and everybody gets an answer.
  func finish() {
    let (open, wakes) = state.withLock { state in
      state.isFinished = true
      return (Array(state.open.values), state.waits.endAll())
    }
    for continuation in open { continuation.finish() }
    for wake in wakes { wake.resume() }
  }

  /// Whether the daemon has stopped telling.
  var isFinished: Bool {
    state.withLock(\.isFinished)
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

/// A subscription to the changes of a job. Call `forget` when done with it.
struct JobWatch: Sendable {
  let events: AsyncStream<JobEvent>
  /// Ends the stream, as when a wait's time is up.
  let finish: @Sendable () -> Void
  let forget: @Sendable () -> Void
}
