// Brings a job into any state there is.

import TestSupport

@testable import JobCore

extension StoreBench {
  /// All states.
  static let reachable: [JobState] = JobState.allCases

  /// A new job in `state`, which must be reachable.
  func put(in state: JobState, _ change: (inout NewJob) -> Void = { _ in }) async throws -> JobID {
    let job = NewJob.noop(change)
    switch state {
    case .held: return try await insert(with(job) { $0.holds = true })
    case .scheduled: return try await insert(with(job) { $0.start = .after(micros: 5_000_000) })
    case .queued: return try await insert(job)
    case .running: return try await start(job).id
    case .retrying:
      return try await finish(with(job) { $0.retry = .attempts(5, pauseMicros: 5_000_000) }, .exited(code: 1))
    case .succeeded: return try await finish(job, .exited(code: 0))
    case .failed: return try await finish(job, .exited(code: 1))
    case .cancelled:
      let id = try await insert(job)
      _ = try await store.cancel(id, CancelOptions(), now: now)
      return id
    case .blocked:
      let parent = try await insert(.noop { $0.holds = true })
      return try await insert(with(job) { $0.after = [Dependency(.job(parent))] })
    case .skipped:
      let parent = try await put(in: .cancelled)
      let id = try await insert(with(job) { $0.after = [Dependency(.job(parent))] })
      _ = try await store.delete(parent, now: now)
      return id
    }
  }

  private func with(_ job: NewJob, _ change: (inout NewJob) -> Void) -> NewJob {
    var job = job
    change(&job)
    return job
  }

  private func finish(_ job: NewJob, _ outcome: Outcome) async throws -> JobID {
    let claimed = try await start(job)
    try await end(claimed, outcome)
    return claimed.id
  }
}
