// A pool of threads by itself: that work runs on it, and what becomes of its size when threads are lost.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct ThreadPoolTests {
  /// Starts work that blocks, as an attempt of a handler.
  private func occupy(_ pool: ThreadPool, _ valve: Valve) throws {
    try pool.begin()
    _ = Shield.abandonable(on: pool) {
      valve.pass()
      pool.end(wasStuck: false)
    }
  }

  @Test func workComesBackToItsThreadAfterAPause() async throws {
    let pool = ThreadPool(name: "p", size: 1) { _ in }
    try pool.begin()
    let threads = AsyncStream<[pthread_t]>.makeStream()
    _ = Shield.abandonable(on: pool) {
      let before = pthread_self()
      await Task.yield()
      // Safe: that it is left and resumed is the point, not for how long.
      try? await Task.sleep(for: .milliseconds(1))
      threads.continuation.yield([before, pthread_self()])
      pool.end(wasStuck: false)
    }
    var seen = threads.stream.makeAsyncIterator()
    let pair = try #require(await seen.next())
    #expect(pair[0] == pair[1])
    pool.close()
  }

  @Test func asManyBlockAtOnceAsThereAreThreadsAndTheNextWaits() async throws {
    let pool = ThreadPool(name: "p", size: 2) { _ in }
    let valve = Valve()
    for _ in 0..<3 { try occupy(pool, valve) }
    try await eventually { valve.entered == 2 }
    // The third has no thread: only an end of the others brings it one.
    #expect(valve.entered == 2)
    valve.open()
    try await eventually { valve.entered == 3 }
    pool.close()
  }

  @Test func lostThreadsAreReplacedUpToTwiceTheSize() async throws {
    let capacities = Noted<[Int]>([])
    let pool = ThreadPool(name: "p", size: 2) { capacity in capacities.change { $0.append(capacity) } }
    let valve = Valve()
    for count in 1...4 {
      try occupy(pool, valve)
      try await eventually { valve.entered == count }
      pool.loseThread()
    }
    #expect(capacities.value == [2, 2, 1, 0])
    #expect(pool.stuckCount == 4)
    pool.end(wasStuck: true)
    #expect(capacities.value.last == 1)
    valve.open()
    pool.close()
  }

  @Test func ofTwoChangesTheLaterOneIsToldLast() async throws {
    let told = Noted<[Int]>([])
    // Safe: only threads of the test's own wait.
    let isTelling = DispatchSemaphore(value: 0)
    // Safe: as above.
    let isOver = DispatchSemaphore(value: 0)
    let pool = ThreadPool(name: "p", size: 1) { capacity in
      if capacity == 0 {
        isTelling.signal()
        // Long enough for the other change to overtake this one, if it may.
        _ = isOver.wait(timeout: .now() + .milliseconds(300))
      }
      told.change { $0.append(capacity) }
    }
    try pool.begin()
    try pool.begin()
    pool.loseThread()
    Thread.detachNewThread { pool.loseThread() }
    Thread.detachNewThread {
      isTelling.wait()
      pool.end(wasStuck: true)
      isOver.signal()
    }
    try await eventually { told.value.count == 3 }
    #expect(told.value == [1, 0, 1])
    pool.end(wasStuck: true)
    pool.close()
  }

  @Test func manyTasksOfManyAttemptsAllEnd() async throws {
    let pool = ThreadPool(name: "p", size: 4) { _ in }
    let count = Noted(0)
    for _ in 0..<50 {
      try pool.begin()
      _ = Shield.abandonable(on: pool) {
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<20 {
            group.addTask {
              await Task.yield()
              count.change { $0 += 1 }
            }
          }
        }
        pool.end(wasStuck: false)
      }
    }
    try await eventually { count.value == 1_000 }
    pool.close()
  }
}
