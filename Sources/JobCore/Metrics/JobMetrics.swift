// The life of jobs as numbers, through swift-metrics. Hears of every commit; costs nothing where no metrics system has
// been set up.

import CoreMetrics
import Metrics
import Synchronization

/// Counts what has become of jobs, and times how long they waited and ran.
///
/// | name | kind | labels |
/// |---|---|---|
/// | `jobd_jobs_total` | counter | queue, state (a terminal state, or retrying) |
/// | `jobd_job_wait` | timer | queue: from ready to its start |
/// | `jobd_job_run` | timer | queue: one attempt |
/// | `jobd_jobs` | gauge | state: queued, running |
/// | `jobd_stuck_handlers` | gauge | |
/// | `jobd_pool_used`, `jobd_pool_capacity` | gauge | pool |
///
/// Labels are bounded: of very many queues, the later ones are counted together as `other`.
final class JobMetrics: Sendable {
  private struct Count: Hashable {
    let queue: String
    let state: JobState
  }

  private struct State {
    var queues: Set<String> = []
    var counters: [Count: Counter] = [:]
    var waits: [String: Timer] = [:]
    var runs: [String: Timer] = [:]
    /// Since when jobs have been ready or running; not of all of them, if there are very many.
    var readySince: [JobID: Timestamp] = [:]
    var runningSince: [JobID: Timestamp] = [:]
  }

  private let state = Mutex(State())
  private let factory: any MetricsFactory

  /// `nil` where nobody has set up metrics.
  init?(_ factory: any MetricsFactory) {
    if factory is NOOPMetricsHandler { return nil }
    self.factory = factory
  }

  /// What a commit has changed, in the order of the commits.
  func note(_ events: [JobEvent]) {
    state.withLock { state in
      for event in events where !event.isDeleted { note(event, &state) }
    }
  }

  /// How things stand.
  func note(_ counts: [JobState: Int], stuck: Int, pools: [String: (capacity: Int, used: Int)]) {
    for known in [JobState.queued, .running] {
      gauge("jobd_jobs", [("state", known.name)]).record(counts[known] ?? 0)
    }
    gauge("jobd_stuck_handlers", []).record(stuck)
    for (pool, use) in pools {
      gauge("jobd_pool_used", [("pool", pool)]).record(use.used)
      gauge("jobd_pool_capacity", [("pool", pool)]).record(use.capacity)
    }
  }

  private func note(_ event: JobEvent, _ state: inout State) {
    let queue = label(event.queue, &state)
    if let since = state.runningSince.removeValue(forKey: event.job) {
      record(event.at.micros(since: since), timer("jobd_job_run", queue, &state.runs))
    }
    switch event.state {
    case .queued:
      if state.readySince.count < Limits.metricsJobsMax { state.readySince[event.job] = event.at }
      return
    case .running:
      if let since = state.readySince.removeValue(forKey: event.job) {
        record(event.at.micros(since: since), timer("jobd_job_wait", queue, &state.waits))
      }
      if state.runningSince.count < Limits.metricsJobsMax { state.runningSince[event.job] = event.at }
    // It was counted before it was held.
    case .retrying where event.isReleased: break
    case .succeeded, .failed, .cancelled, .skipped, .retrying:
      state.readySince[event.job] = nil
      counter(Count(queue: queue, state: event.state), &state).increment()
    case .held, .scheduled, .blocked: state.readySince[event.job] = nil
    }
  }

  private func label(_ queue: String, _ state: inout State) -> String {
    if state.queues.contains(queue) { return queue }
    if state.queues.count >= Limits.metricsQueuesMax { return "other" }
    state.queues.insert(queue)
    return queue
  }

  private func counter(_ count: Count, _ state: inout State) -> Counter {
    if let known = state.counters[count] { return known }
    let new = Counter(
      label: "jobd_jobs_total", dimensions: [("queue", count.queue), ("state", count.state.name)], factory: factory)
    state.counters[count] = new
    return new
  }

  private func timer(_ name: String, _ queue: String, _ timers: inout [String: Timer]) -> Timer {
    if let known = timers[queue] { return known }
    let new = Timer(label: name, dimensions: [("queue", queue)], factory: factory)
    timers[queue] = new
    return new
  }

  private func gauge(_ name: String, _ dimensions: [(String, String)]) -> Gauge {
    Gauge(label: name, dimensions: dimensions, factory: factory)
  }

  private func record(_ micros: Int64, _ timer: Timer) {
    timer.recordMicroseconds(max(0, micros))
  }
}
