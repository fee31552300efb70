// Whether the store can write. Anybody may ask, without a token, and finding out costs a write that reaches the disk: so it
// is found out for all who ask at the same time, and remembered for a moment.

import JobCore
import NIOCore
import Synchronization

/// The last answer of the store, and those who wait for the next one.
final class StoreReadiness: Sendable {
  typealias Answer = Result<Void, JobError>

  private enum State {
    case unknown
    /// Somebody is asking; the others wait for what comes of it.
    case asking([CheckedContinuation<Answer, Never>])
    case known(Answer, asked: NIODeadline)
  }

  private enum Step {
    case ask
    case answered(Answer)
    case wait
  }

  /// How long an answer holds: a probe every second sees every change, and a thousand probes cost one write.
  static let memory = TimeAmount.seconds(1)

  private let state = Mutex(State.unknown)

  /// - Parameter ask: asks the store; does not end early when its task is cancelled, for others wait for it.
  func check(now: NIODeadline, ask: () async throws(JobError) -> Void) async throws(JobError) {
    switch step(now) {
    case .answered(let answer): return try answer.get()
    case .wait: return try await wait().get()
    case .ask: break
    }
    let answer: Answer
    do throws(JobError) { answer = .success(try await ask()) } catch { answer = .failure(error) }
    let waiting = state.withLock { state in
      defer { state = .known(answer, asked: now) }
      return if case .asking(let waiting) = state { waiting } else { [] as [CheckedContinuation<Answer, Never>] }
    }
    for continuation in waiting { continuation.resume(returning: answer) }
    try answer.get()
  }

  private func step(_ now: NIODeadline) -> Step {
    state.withLock { state in
      switch state {
      case .known(let answer, let asked) where now < asked + Self.memory: return .answered(answer)
      case .asking: return .wait
      case .known, .unknown:
        state = .asking([])
        return .ask
      }
    }
  }

  /// What is being found out; by the time this waits, it may have been.
  private func wait() async -> Answer {
    await withCheckedContinuation { continuation in
      let answer: Answer? = state.withLock { state in
        switch state {
        case .asking(let waiting):
          state = .asking(waiting + [continuation])
          return nil
        case .known(let answer, _): return answer
        case .unknown: preconditionFailure("who asks leaves an answer behind")
        }
      }
      if let answer { continuation.resume(returning: answer) }
    }
  }
}
