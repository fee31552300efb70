// Heartbeats that wait: woken as soon as one of their attempts is told to end, or has ended.

import Synchronization

/// Who waits for news of which leased jobs.
final class LeaseWatch: Sendable {
  private struct State {
    var waiting: [JobID: [Int: AsyncStream<Void>.Continuation]] = [:]
    var last = 0
    var isFinished = false
  }

  private let state = Mutex(State())

  /// Somebody's interest in some jobs; `forget` it when done.
  struct Interest: Sendable {
    /// One element when there is news; ends when there will be none.
    let news: AsyncStream<Void>
    let leave: @Sendable () -> Void
    fileprivate let id: Int
    fileprivate let jobs: [JobID]
  }

  func begin(_ jobs: [JobID]) -> Interest {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let (id, isFinished) = state.withLock { state in
      state.last += 1
      for job in jobs { state.waiting[job, default: [:]][state.last] = continuation }
      return (state.last, state.isFinished)
    }
    if isFinished { continuation.finish() }
    return Interest(news: stream, leave: { continuation.finish() }, id: id, jobs: jobs)
  }

  func forget(_ interest: Interest) {
    state.withLock { state in
      for job in interest.jobs {
        state.waiting[job]?[interest.id] = nil
        if state.waiting[job]?.isEmpty ?? false { state.waiting[job] = nil }
      }
    }
  }

  /// Something has happened to the leases of these jobs; called after the commit.
  func tell(_ jobs: Set<JobID>) {
    if jobs.isEmpty { return }
    let woken = state.withLock { state in jobs.flatMap { state.waiting[$0].map { Array($0.values) } ?? [] } }
    for continuation in woken { continuation.yield() }
  }

  /// The daemon ends: nobody waits any longer.
  func finish() {
    let all = state.withLock { state in
      state.isFinished = true
      return state.waiting.values.flatMap(\.values)
    }
    for continuation in all { continuation.finish() }
  }
}
