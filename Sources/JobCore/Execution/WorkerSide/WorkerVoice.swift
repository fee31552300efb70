// What one attempt in a worker process says to the queue: nothing after its end, which would be a fault of the worker.

import Synchronization

/// Writes messages of one attempt.
final class WorkerVoice: Sendable {
  private let fence: String
  private let channel: WorkerChannel
  /// Whether the end has been said; held while a message is written, for as long as the queue lets the pipe be full.
  private let isSilent = Mutex(false)

  init(_ fence: String, _ channel: WorkerChannel) {
    self.fence = fence
    self.channel = channel
  }

  /// Says it, unless the attempt has ended.
  func say(_ report: WorkerReport) {
    isSilent.withLock { isSilent in
      if !isSilent { channel.send(.report(fence: fence, report)) }
    }
  }

  /// Says the last word, once.
  func end(_ end: WorkerEnd) {
    isSilent.withLock { isSilent in
      if isSilent { return }
      channel.send(.end(fence: fence, end))
      isSilent = true
    }
  }
}
