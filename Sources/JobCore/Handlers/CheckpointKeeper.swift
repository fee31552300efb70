// The checkpoints of one attempt on their way to the store: one write at a time, the newest bytes, with a pause between.

import Synchronization

/// Coalesces checkpoints.
final class CheckpointKeeper: Sendable {
  private struct State {
    var pending: [UInt8]?
    var isWriting = false
    /// What came of the last write.
    var isKept = true
    var waiters: [CheckedContinuation<Bool, Never>] = []
  }

  private enum Step {
    case write([UInt8])
    case over([CheckedContinuation<Bool, Never>], isKept: Bool)
  }

  private let state = Mutex(State())
  private let write: @Sendable ([UInt8]) async -> Bool

  init(_ write: @escaping @Sendable ([UInt8]) async -> Bool) {
    self.write = write
  }

  /// Takes bytes instead of those that are not written yet.
  func keep(_ bytes: [UInt8]) {
    let isFirst = state.withLock { state in
      state.pending = bytes
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if isFirst { _ = Shield.abandonable(on: nil) { await self.writeAll() } }
  }

  /// Returns when everything taken so far is written; false if it could not be.
  func flush() async -> Bool {
    await withCheckedContinuation { continuation in
      let isKept: Bool? = state.withLock { state in
        if !state.isWriting { return state.isKept }
        state.waiters.append(continuation)
        return nil
      }
      if let isKept { continuation.resume(returning: isKept) }
    }
  }

  private func writeAll() async {
    while true {
      switch next() {
      case .write(let bytes):
        let isKept = await write(bytes)
        let isAwaited = state.withLock { state in
          state.isKept = isKept
          return !state.waiters.isEmpty
        }
        // A pause between writes is what coalesces them; whoever waits for the end of them has it without.
        if !isAwaited { try? await Task.sleep(for: .micros(Limits.progressMicrosMin)) }
      case .over(let waiters, let isKept):
        for waiter in waiters { waiter.resume(returning: isKept) }
        return
      }
    }
  }

  private func next() -> Step {
    state.withLock { state in
      if let bytes = state.pending.take() { return .write(bytes) }
      state.isWriting = false
      defer { state.waiters = [] }
      return .over(state.waiters, isKept: state.isKept)
    }
  }
}

/// Why a checkpoint was not kept.
public enum CheckpointError: Error, Hashable, Sendable {
  /// It has more than `Limits.checkpointBytesMax` bytes; earlier ones stand.
  case tooLarge(bytes: Int)
  /// The attempt is no longer the live one, or the store could not write.
  case notKept
}
