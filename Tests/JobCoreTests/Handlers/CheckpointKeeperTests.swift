// The checkpoints of an attempt: one write at a time, always the newest bytes.

import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct CheckpointKeeperTests {
  /// A store that writes when it is told to.
  private final class Store: Sendable {
    private let state = Mutex<[[UInt8]]>([])
    private let answers: AsyncStream<Bool>
    private let answer: AsyncStream<Bool>.Continuation

    init() { (answers, answer) = AsyncStream<Bool>.makeStream() }

    var written: [[UInt8]] { state.withLock { $0 } }

    func allow(_ isKept: Bool) { answer.yield(isKept) }

    func write(_ bytes: [UInt8]) async -> Bool {
      state.withLock { $0.append(bytes) }
      for await isKept in answers { return isKept }
      return false
    }
  }

  @Test func whatComesDuringAWriteIsWrittenAfterItAndOnlyTheNewest() async throws {
    let store = Store()
    let keeper = CheckpointKeeper { await store.write($0) }
    keeper.keep([1])
    try await eventually { store.written == [[1]] }
    keeper.keep([2])
    keeper.keep([3])
    store.allow(true)
    store.allow(true)
    #expect(await keeper.flush())
    #expect(store.written == [[1], [3]])
  }

  @Test func aWriteThatFailedIsSaid() async {
    let store = Store()
    let keeper = CheckpointKeeper { await store.write($0) }
    #expect(await keeper.flush())
    store.allow(false)
    keeper.keep([1])
    #expect(await !keeper.flush())
  }
}
