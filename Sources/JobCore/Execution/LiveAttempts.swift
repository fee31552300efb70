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
    /// Changed limits, likewise.
    var earlyLimits: [JobID: LimitChange] = [:]
    /// Who waits for the process of an attempt that has begun.
    var waiting: [JobID: [CheckedContinuation<ProcessRecord?, Never>]] = [:]
  }

  private let state = Mutex(State())

  /// The attempt starts; an order that came early is delivered.
  func begin(_ fence: Fence, _ control: AttemptControl, _ timer: AttemptTimer) {
    let (early, limits) = state.withLock { state in
      state.entries[fence.job] = Entry(start: fence.start, control: control, timer: timer)
      return (state.early.removeValue(forKey: fence.job), state.earlyLimits.removeValue(forKey: fence.job))
    }
    if let limits, limits.fence.start == fence.start {
      timer.set(timeoutMicros: limits.timeoutMicros, deadline: limits.deadline)
    }
    if let early, early.fence.start == fence.start {
      control.stop(early.cause, reason: early.reason, graceMicros: early.graceMicros)
    }
  }

  func record(_ process: ProcessRecord, of fence: Fence) {
    let waiting = state.withLock { state in
      guard state.entries[fence.job]?.start == fence.start else {
        return [] as [CheckedContinuation<ProcessRecord?, Never>]
      }
      state.entries[fence.job]?.process = process
      return state.waiting.removeValue(forKey: fence.job) ?? []
    }
    for continuation in waiting { continuation.resume(returning: process) }
  }

  /// The process is gone: its number may be another's from now on.
  func processEnded(_ fence: Fence) {
    let waiting = state.withLock { state in
      guard state.entries[fence.job]?.start == fence.start else {
        return [] as [CheckedContinuation<ProcessRecord?, Never>]
      }
      state.entries[fence.job]?.hasEnded = true
      return state.waiting.removeValue(forKey: fence.job) ?? []
    }
    for continuation in waiting { continuation.resume(returning: nil) }
  }

  /// The end is recorded.
  func end(_ fence: Fence) {
    state.withLock { state in
      if state.entries[fence.job]?.start == fence.start { state.entries[fence.job] = nil }
      if let early = state.early[fence.job], early.fence.start <= fence.start { state.early[fence.job] = nil }
      if let early = state.earlyLimits[fence.job], early.fence.start <= fence.start {
        state.earlyLimits[fence.job] = nil
      }
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
    let timer: AttemptTimer? = state.withLock { state in
      guard let entry = state.entries[change.fence.job], entry.start >= change.fence.start else {
        state.earlyLimits[change.fence.job] = change
        return nil
      }
      return entry.start == change.fence.start ? entry.timer : nil
    }
    timer?.set(timeoutMicros: change.timeoutMicros, deadline: change.deadline)
  }

  var controls: [AttemptControl] {
    state.withLock { $0.entries.values.map(\.control) }
  }

  /// The process of the job's attempt, as soon as it is there; `nil` if the attempt has ended or has none.
  func processStarted(_ job: JobID) async -> ProcessRecord? {
    await withCheckedContinuation { continuation in
      let known: ProcessRecord?? = state.withLock { state in
        guard let entry = state.entries[job], !entry.hasEnded else { return .some(nil) }
        if let process = entry.process { return .some(process) }
        state.waiting[job, default: []].append(continuation)
        return nil
      }
      if let known { continuation.resume(returning: known) }
    }
  }

  /// The process of the job's running attempt, as long as its number is surely its own.
  func process(_ job: JobID) -> ProcessRecord? {
    state.withLock { state in
      state.entries[job].flatMap { $0.hasEnded ? nil : $0.process }
    }
  }
}
