// The attempts that run right now, so that what happens to a job reaches the one that carries it out.

import Synchronization

/// The controls of running attempts, by job.
final class LiveAttempts: Sendable {
  private struct Entry {
    let start: Int
    let control: AttemptControl
    let timer: AttemptTimer
    let progress: ProgressReporter
    var process: ProcessRecord?
    var hasEnded = false
  }

  private struct State {
    var entries: [JobID: Entry] = [:]
    /// Orders for starts whose claim is committed but not yet here: the commit of a cancel may overtake the answer
    /// to the claim.
    var early: [JobID: StopRequest] = [:]
    /// Changed limits that came early in the same way; each replaces the one before it.
    var earlyLimits: [JobID: LimitChange] = [:]
    /// Freezes that came early in the same way.
    var earlyFreezes: [JobID: FreezeOrder] = [:]
    /// Who wants to know the process of a job's attempt.
    var watches: [JobID: [Int: AsyncStream<Int>.Continuation]] = [:]
    var lastWatch = 0
  }

  private let state = Mutex(State())

  /// The attempt starts; what came early for it is delivered.
  func begin(
    _ fence: Fence, _ control: AttemptControl, _ timer: AttemptTimer,
    _ progress: ProgressReporter = ProgressReporter { _ in }
  ) {
    let early = state.withLock { state in
      state.entries[fence.job] = Entry(start: fence.start, control: control, timer: timer, progress: progress)
      // Under the lock: a later change must not be overtaken by this one.
      if let limits = state.earlyLimits.removeValue(forKey: fence.job), limits.fence.start == fence.start {
        timer.set(timeoutMicros: limits.timeoutMicros, deadline: limits.deadline)
      }
      if let freeze = state.earlyFreezes.removeValue(forKey: fence.job), freeze.fence.start == fence.start {
        Self.apply(freeze, control, timer)
      }
      return state.early.removeValue(forKey: fence.job)
    }
    if let early, early.fence.start == fence.start {
      control.stop(early.cause, reason: early.reason, graceMicros: early.graceMicros)
    }
  }

  func record(_ process: ProcessRecord, of fence: Fence) {
    tell(fence) { state in
      if state.entries[fence.job]?.start == fence.start { state.entries[fence.job]?.process = process }
    }
  }

  /// The process is gone: its number may be another's from now on.
  func processEnded(_ fence: Fence) {
    tell(fence) { state in
      if state.entries[fence.job]?.start == fence.start { state.entries[fence.job]?.hasEnded = true }
    }
  }

  /// The end is recorded.
  func end(_ fence: Fence) {
    tell(fence) { state in
      if state.entries[fence.job]?.start == fence.start { state.entries[fence.job] = nil }
      if let early = state.early[fence.job], early.fence.start <= fence.start { state.early[fence.job] = nil }
      if let early = state.earlyLimits[fence.job], early.fence.start <= fence.start {
        state.earlyLimits[fence.job] = nil
      }
      if let early = state.earlyFreezes[fence.job], early.fence.start <= fence.start {
        state.earlyFreezes[fence.job] = nil
      }
    }
  }

  /// Makes a change, and wakes those who wait for one.
  private func tell(_ fence: Fence, _ change: (inout State) -> Void) {
    let watches = state.withLock { state in
      change(&state)
      return state.watches.isEmpty ? [:] : state.watches[fence.job] ?? [:]
    }
    for watch in watches.values { watch.yield(fence.start) }
  }

  func deliver(_ request: StopRequest) {
    let control: AttemptControl? = state.withLock { state in
      guard let entry = state.entries[request.fence.job], entry.start >= request.fence.start else {
        // Of two that come early the shorter grace counts.
        let graces = [state.early[request.fence.job]?.graceMicros, request.graceMicros].compactMap(\.self)
        state.early[request.fence.job] = StopRequest(
          fence: request.fence, cause: request.cause, reason: request.reason, graceMicros: graces.min())
        return nil
      }
      return entry.start == request.fence.start ? entry.control : nil
    }
    control?.stop(request.cause, reason: request.reason, graceMicros: request.graceMicros)
  }

  func deliver(_ change: LimitChange) {
    state.withLock { state in
      guard let entry = state.entries[change.fence.job], entry.start >= change.fence.start else {
        state.earlyLimits[change.fence.job] = change
        return
      }
      if entry.start != change.fence.start { return }
      entry.timer.set(timeoutMicros: change.timeoutMicros, deadline: change.deadline)
    }
  }

  /// Under the lock, so that of a pause and a resume the later one counts.
  func deliver(_ order: FreezeOrder) {
    state.withLock { state in
      guard let entry = state.entries[order.fence.job], entry.start >= order.fence.start else {
        state.earlyFreezes[order.fence.job] = order
        return
      }
      if entry.start == order.fence.start { Self.apply(order, entry.control, entry.timer) }
    }
  }

  /// Whether the command of any attempt stands still.
  var isAnyFrozen: Bool {
    state.withLock { state in
      state.entries.values.contains { $0.control.isFrozen } || state.earlyFreezes.values.contains(where: \.isFrozen)
    }
  }

  private static func apply(_ order: FreezeOrder, _ control: AttemptControl, _ timer: AttemptTimer) {
    control.setFrozen(order.isFrozen)
    timer.setHeld(order.isFrozen)
  }

  /// Keeps a report from outside of the job's attempt; false if it does not run here, or is over.
  func report(_ progress: Progress, of job: JobID) -> Bool {
    state.withLock { $0.entries[job]?.progress }?.report(progress) ?? false
  }

  /// The newest report of a start that runs here.
  func progress(_ job: JobID, start: Int) -> Progress? {
    state.withLock { state in state.entries[job].flatMap { $0.start == start ? $0.progress : nil } }?.last
  }

  var controls: [AttemptControl] {
    state.withLock { $0.entries.values.map(\.control) }
  }

  /// What runs, a text for each job: for a report that must not wait for anything.
  var descriptions: [String] {
    let running = state.withLock { state in
      state.entries.map { (job: $0.key, start: $0.value.start, pid: $0.value.process?.pid) }
    }
    return running.sorted { $0.job < $1.job }.map { entry in
      "job \(entry.job) runs (start \(entry.start)" + (entry.pid.map { ", pid \($0))" } ?? ")")
    }
  }

  /// Sends a signal to the processes of a start; false if they are not there. By the number alone it could reach others.
  func signal(_ number: Int32, _ job: JobID, start: Int) -> Bool {
    control(of: job, start: start)?.signal(number) ?? false
  }

  /// Sends input to the command of a start.
  func send(_ order: InputOrder, to job: JobID, start: Int) async -> InputAnswer {
    guard let control = control(of: job, start: start) else { return .refused(.over(acceptedBytes: 0)) }
    return await control.send(order)
  }

  private func control(of job: JobID, start: Int) -> AttemptControl? {
    state.withLock { $0.entries[job].flatMap { $0.start == start ? $0.control : nil } }
  }

  /// The process of the job's running attempt, as far as is known here.
  func process(_ job: JobID) -> ProcessRecord? {
    state.withLock { state in
      state.entries[job].flatMap { $0.hasEnded ? nil : $0.process }
    }
  }

  /// Whether this start ran here, and its end is still to be recorded.
  func hasEnded(_ job: JobID, start: Int) -> Bool {
    state.withLock { state in state.entries[job].map { $0.start == start && $0.hasEnded } ?? false }
  }

  /// Hears from now on when something is known about the process of `job`; call `forget` when done with it.
  func watchProcess(_ job: JobID) -> ProcessWatch {
    let (stream, continuation) = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let id = state.withLock { state in
      state.lastWatch += 1
      state.watches[job, default: [:]][state.lastWatch] = continuation
      return state.lastWatch
    }
    return ProcessWatch(
      changes: stream, finish: { continuation.finish() },
      forget: {
        self.state.withLock { state in
          state.watches[job]?[id] = nil
          if state.watches[job]?.isEmpty == true { state.watches[job] = nil }
        }
      })
  }

  /// The process of the job's attempt, as soon as it is known; `nil` if there will be none, or none within `micros`.
  ///
  /// - Parameter start: that of the attempt, which may be claimed and not have come here yet. `watch` was made before
  ///   the attempt was seen to run, so its end is heard of.
  func process(_ job: JobID, start: Int, _ watch: ProcessWatch, within micros: Int64) async -> ProcessRecord? {
    if let process = process(job) { return process }
    async let _: Void = watch.end(after: micros)
    for await changed in watch.changes where changed >= start {
      if let process = process(job) { return process }
      if state.withLock({ $0.entries[job]?.hasEnded ?? true }) { return nil }
    }
    return process(job)
  }
}
