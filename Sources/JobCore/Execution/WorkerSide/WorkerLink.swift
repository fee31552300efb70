// One attempt in a worker process: what its context says goes to the queue as messages, what the queue says reaches its
// handler.

import CLinux
import Logging
import Synchronization

/// The attempt's side of a context in a worker process.
final class WorkerLink: Sendable {
  private struct State {
    var cause: CancellationCause?
    var cancel: (@Sendable () -> Void)?
    var isOver = false
    var lastNumber: Int64 = 0
    /// Who waits for a checkpoint to be kept, by its number.
    var waiting: [Int64: CheckedContinuation<Bool, Never>] = [:]
    var yieldedBytes: Int64 = 0
  }

  private let voice: WorkerVoice
  private let progress: ProgressReporter
  private let state = Mutex(State())

  init(_ fence: String, _ channel: WorkerChannel) {
    let voice = WorkerVoice(fence, channel)
    self.voice = voice
    progress = ProgressReporter { voice.say(.progress($0)) }
  }

  /// - Parameter logger: where the handler's messages go instead of the job's log.
  func attemptLink(_ logger: Logger?) -> AttemptLink {
    let own = Logger(label: "jobd.worker") { [voice] _ in WorkerLogHandler(voice) }
    return AttemptLink(
      executor: Lane.processExecutor, logger: logger ?? own, cause: { self.state.withLock(\.cause) },
      now: { SystemClock().now() }, progress: { self.progress.report($0) },
      checkpoint: { await self.keep($0) }, yield: { self.yield($0) })
  }

  // MARK: From the queue

  /// How the handler's task is cancelled.
  func onCancel(_ cancel: @escaping @Sendable () -> Void) {
    let isEarly = state.withLock { state in
      state.cancel = cancel
      return state.cause != nil
    }
    if isEarly { cancel() }
  }

  func cancel(_ cause: CancellationCause) {
    let cancel = state.withLock { state in
      state.cause = cause
      return state.cancel
    }
    cancel?()
  }

  func checkpointed(_ number: Int64, isKept: Bool) {
    state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: isKept)
  }

  // MARK: From the handler

  private func keep(_ bytes: [UInt8]) async -> Bool {
    await withCheckedContinuation { continuation in
      let number: Int64? = state.withLock { state in
        if state.isOver { return nil }
        state.lastNumber += 1
        state.waiting[state.lastNumber] = continuation
        return state.lastNumber
      }
      if let number { voice.say(.checkpoint(bytes, number: number)) } else { continuation.resume(returning: false) }
    }
  }

  private func yield(_ value: [UInt8]) -> JobFailure? {
    let sum = state.withLock { state in
      state.yieldedBytes += Int64(value.count) + 1
      return state.yieldedBytes
    }
    // The queue counts too; here the handler hears of it at once.
    if sum > Limits.resultBytesMax { return .tooManyValues }
    voice.say(.yield(value))
    return nil
  }

  func followUp(_ followUp: FollowUp) throws(SubmitError) {
    let json = ReexecutedSubmission.write(followUp.job)
    if json.count > Limits.resultBytesMax {
      let detail = "has \(json.count) bytes as JSON; a worker process may send \(Limits.resultBytesMax)"
      throw .invalid([FieldFault(field: "job", detail: detail)], index: 0)
    }
    voice.say(.followUp(json, on: followUp.on))
  }

  // MARK: The end

  /// Says what became of the attempt; nothing follows.
  func finish(_ outcome: Outcome) {
    if let last = progress.end() { voice.say(.progress(last)) }
    let waiting = state.withLock { state in
      state.isOver = true
      state.cancel = nil
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in waiting { continuation.resume(returning: false) }
    // What is printed later is lost, or stands in the log of the next job.
    clinux_flush_output()
    voice.end(WorkerEnd(outcome))
  }
}

extension WorkerReport {
  /// A report of how far an attempt is.
  static func progress(_ progress: Progress) -> WorkerReport {
    // What is counted has its fraction computed where it is read.
    let fraction = progress.done == nil && progress.total == nil ? progress.fraction : nil
    return .progress(fraction: fraction, done: progress.done, total: progress.total, note: progress.note)
  }
}

extension WorkerEnd {
  /// What a handler's end is called in the protocol.
  fileprivate init(_ outcome: Outcome) {
    switch outcome {
    case .returned(nil): self = .result(nil)
    case .returned(let result?):
      // It goes into the message as it is, one level deep.
      let isJSON = result.withUnsafeBytes { JSONScanner.isValue($0, depth: 1) }
      self =
        isJSON
        ? .result(result)
        : .error(JobFailure(code: "result", message: "the output is not JSON"), traceback: nil, mayRetry: true)
    case .threw(let failure): self = .error(failure, traceback: nil, mayRetry: true)
    case .discarded(let failure): self = .error(failure, traceback: nil, mayRetry: false)
    case .snoozed(let micros): self = .snooze(micros: min(max(0, micros), Limits.durationMicrosMax))
    case .stopped: self = .cancelled
    default: self = .error(JobFailure(code: "error", message: "\(outcome)"), traceback: nil, mayRetry: true)
    }
  }
}
