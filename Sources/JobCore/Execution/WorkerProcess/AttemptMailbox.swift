// What a worker has sent for one attempt, on its way from the event loop to the task that carries the attempt out: there
// it may be written, stored and parsed at leisure. Bounded, by not reading from the worker for a while.

import Synchronization

/// One thing that a worker has sent for an attempt.
enum AttemptItem: Hashable, Sendable {
  case output(LogStream, [UInt8])
  case checkpoint([UInt8], number: Int64?)
  case followUp([UInt8], on: EndCondition)
  case yield([UInt8])
  /// The last one.
  case ended(AttemptEnding)
}

/// How an attempt ended, as far as the pool can say.
struct AttemptEnding: Hashable, Sendable {
  var outcome: Outcome
  var pid: Int32?
}

/// Items in order, for one taker.
final class AttemptMailbox: Sendable {
  private struct State {
    var items: [AttemptItem] = []
    var bytes = 0
    var taker: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// Adds an item; true if that is enough for now.
  func put(_ item: AttemptItem) -> Bool {
    let (taker, isFull) = state.withLock { state in
      state.items.append(item)
      state.bytes += item.byteCount
      defer { state.taker = nil }
      return (state.taker, state.bytes > Limits.workerBacklogBytesMax)
    }
    taker?.resume()
    return isFull
  }

  /// All items there are, as soon as there is one; and whether the worker may have been told to wait.
  func take() async -> (items: [AttemptItem], wasFull: Bool) {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.items.isEmpty { state.taker = continuation }
        return !state.items.isEmpty
      }
      if isThere { continuation.resume() }
    }
    return state.withLock { state in
      defer {
        state.items = []
        state.bytes = 0
      }
      return (state.items, state.bytes > Limits.workerBacklogBytesMax)
    }
  }
}

extension AttemptItem {
  /// What it costs to keep.
  fileprivate var byteCount: Int {
    switch self {
    case .output(_, let bytes), .checkpoint(let bytes, _), .followUp(let bytes, _), .yield(let bytes): bytes.count + 64
    case .ended: 0
    }
  }
}
