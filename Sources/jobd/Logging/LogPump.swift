// Stands between those who log and standard error, so that nobody who logs waits for its reader. If the reader takes
// nothing, messages are dropped and counted, and the log says how many as soon as it takes something again.

import Dispatch
import Synchronization

/// Writes lines to a descriptor, on a queue of its own, from a bounded buffer.
final class LogPump: Sendable {
  /// The daemon's standard error.
  static let standardError = LogPump(descriptor: StandardStream.error.rawValue)
  /// Bytes that may wait to be written; a line that does not fit is dropped.
  static let bytesMax = 1_048_576

  private struct State {
    var waiting: [UInt8] = []
    var droppedCount = 0
    /// A block on the queue is writing, or about to.
    var isWriting = false
    var flushes: [CheckedContinuation<Void, Never>] = []
  }

  private let descriptor: Int32
  private let bytesMax: Int
  private let state = Mutex(State())
  private let notice = Mutex<@Sendable (Int) -> String>({ "\($0) log messages were dropped" })
  /// Its thread may wait for the reader for ever; nothing waits for that thread.
  private let queue = DispatchQueue(label: "jobd.log", qos: .utility)

  init(descriptor: Int32, bytesMax: Int = LogPump.bytesMax) {
    self.descriptor = descriptor
    self.bytesMax = bytesMax
  }

  /// Sets the form of the line that says how many messages were dropped.
  func describeDrops(_ line: @escaping @Sendable (Int) -> String) {
    notice.withLock { $0 = line }
  }

  /// Takes a line, and returns at once.
  func write(_ line: String) {
    let begins = state.withLock { state in
      // One line is always taken, however long, if there is nothing else.
      if !state.waiting.isEmpty && state.waiting.count + line.utf8.count + 1 > bytesMax {
        state.droppedCount += 1
        return false
      }
      state.waiting.append(contentsOf: line.utf8)
      state.waiting.append(UInt8(ascii: "\n"))
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if begins { queue.async { self.pump() } }
  }

  /// Returns when all that was taken has been written, or after `limit`: at the end of the process.
  func flush(within limit: Duration) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.flushed() }
      group.addTask { try? await Task.sleep(for: limit) }
      _ = await group.next()
      group.cancelAll()
      // After the limit, the task that waits for the writing is let go.
      self.state.withLock { state in
        defer { state.flushes = [] }
        return state.flushes
      }.forEach { $0.resume() }
    }
  }

  private func flushed() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isDone = state.withLock { state in
        if state.isWriting && !Task.isCancelled { state.flushes.append(continuation) }
        return !state.isWriting || Task.isCancelled
      }
      if isDone { continuation.resume() }
    }
  }

  // MARK: On the queue

  private func pump() {
    while let bytes = next() { StandardStream.write(bytes, to: descriptor) }
  }

  /// The bytes to write next, followed by a line about dropped messages if there were any. If there is nothing to write,
  /// it is nil, and all who wait for that go on.
  private func next() -> [UInt8]? {
    let (bytes, dropped, flushes) = state.withLock { state in
      let taken = (state.waiting, state.droppedCount, state.waiting.isEmpty ? state.flushes : [])
      if state.waiting.isEmpty {
        state.isWriting = false
        state.flushes = []
      }
      state.waiting = []
      state.droppedCount = 0
      return taken
    }
    for flush in flushes { flush.resume() }
    if bytes.isEmpty { return nil }
    guard dropped > 0 else { return bytes }
    return bytes + Array(notice.withLock { $0 }(dropped).utf8) + [UInt8(ascii: "\n")]
  }
}
