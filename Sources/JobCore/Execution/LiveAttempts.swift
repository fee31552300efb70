// The attempts that run right now, so that what happens to a job reaches the one that carries it out.

import Synchronization

/// The controls of running attempts, by job.
final class LiveAttempts: Sendable {
  private struct Entry {
    let start: Int
    let control: AttemptControl
    let timer: AttemptTimer
    var process: ProcessRecord?
    var hasEnded = false
  }

  private struct State {
    var entries: [JobID: Entry] = [:]
    /// Orders for starts whose claim is committed but not yet here: the commit of a cancel may overtake the answer
    /// to the claim.
    var early: [JobID: StopRequest] = [:]
  }

  private let state = Mutex(State())

  /// The attempt starts; an order that came early is delivered.
  func begin(_ fence: Fence, _ control: AttemptControl, _ timer: AttemptTimer) {
    let early = state.withLock { state in
      state.entries[fence.job] = Entry(start: fence.start, control: control, timer: timer)
      return state.early.removeValue(forKey: fence.job)
    }
    if let early, early.fence.start == fence.start {
      control.stop(early.cause, reason: early.reason, graceMicros: early.graceMicros)
    }
  }

  func record(_ process: ProcessRecord, of fence: Fence) {
    state.withLock { state in
      if state.entries[fence.job]?.start == fence.start { state.entries[fence.job]?.process = process }
    }
  }

  /// The process is gone: its number may be another's from now on.
  func processEnded(_ fence: Fence) {
    state.withLock { state in
      if state.entries[fence.job]?.start == fence.start { state.entries[fence.job]?.hasEnded = true }
    }
  }

  /// The end is recorded.
  func end(_ fence: Fence) {
    state.withLock { state in
      if state.entries[fence.job]?.start == fence.start { state.entries[fence.job] = nil }
      if let early = state.early[fence.job], early.fence.start <= fence.start { state.early[fence.job] = nil }
    }
  }

  func deliver(_ request: StopRequest) {
    let control: AttemptControl? = state.withLock { state in
      guard let entry = state.entries[request.fence.job], entry.start >= request.fence.start else {
        state.early[request.fence.job] = request
        return nil
      }
      return entry.start == request.fence.start ? entry.control : nil
    }
    control?.stop(request.cause, reason: request.reason, graceMicros: request.graceMicros)
  }

  func deliver(_ change: LimitChange) {
    let timer = state.withLock { state in
      state.entries[change.fence.job].flatMap { $0.start == change.fence.start ? $0.timer : nil }
    }
    timer?.set(timeoutMicros: change.timeoutMicros, deadline: change.deadline)
  }

  var controls: [AttemptControl] {
    state.withLock { $0.entries.values.map(\.control) }
  }

  /// The process of the job's running attempt, as long as its number is surely its own.
  func process(_ job: JobID) -> ProcessRecord? {
    state.withLock { state in
      state.entries[job].flatMap { $0.hasEnded ? nil : $0.process }
    }
  }
}
