// Looks a host up for at most as long as a call may take: a name server that is slow, or a stop, holds nobody up.

import Dispatch
import Synchronization

/// One look-up.
final class HostLookup: Sendable {
  private typealias Answer = Result<String, AddressGuard.Refusal>

  private struct State {
    var continuation: CheckedContinuation<Answer, Never>?
    var answer: Answer?
  }

  private let state = Mutex(State())

  /// An address that may be called; given up when the time is over or the task is cancelled.
  func address(of host: String, timeoutMicros: Int64) async -> Result<String, AddressGuard.Refusal> {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let early = state.withLock { state in
          if state.answer == nil { state.continuation = continuation }
          return state.answer
        }
        if let early { return continuation.resume(returning: early) }
        // getaddrinfo blocks for as long as a name server takes, and cannot be told to stop.
        DispatchQueue.global().async { self.finish(AddressGuard.publicAddress(of: host)) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(Int(timeoutMicros))) {
          self.finish(.failure(AddressGuard.Refusal(reason: "looking up \(host) took too long")))
        }
      }
    } onCancel: {
      finish(.failure(AddressGuard.Refusal(reason: "looking up \(host) was cut off")))
    }
  }

  /// The first answer counts.
  private func finish(_ answer: Answer) {
    let waiting = state.withLock { state in
      if state.answer == nil { state.answer = answer }
      defer { state.continuation = nil }
      return state.continuation
    }
    waiting?.resume(returning: answer)
  }
}
