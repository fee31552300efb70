// The event loop of the workers: descriptors, timers, and actors that live on it.

import Glibc
import Synchronization
import Testing

@testable import JobCore

@Suite struct WorkerLoopTests {
  private actor Resident {
    private let loop: WorkerLoop
    private(set) var threads: Set<UInt> = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(_ loop: WorkerLoop) {
      self.loop = loop
    }

    func note() {
      threads.insert(UInt(pthread_self()))
    }
  }

  @Test func actorsAndCallsShareItsThread() async throws {
    let loop = try WorkerLoop()
    defer { loop.end() }
    let resident = Resident(loop)
    await resident.note()
    await withCheckedContinuation { continuation in
      loop.post {
        resident.assumeIsolated { $0.note() }
        continuation.resume()
      }
    }
    await withDiscardingTaskGroup { group in
      for _ in 0..<100 { group.addTask { await resident.note() } }
    }
    #expect(await resident.threads.count == 1)
  }

  @Test func callsRunInOrder() async throws {
    let loop = try WorkerLoop()
    defer { loop.end() }
    let seen = Mutex<[Int]>([])
    await withCheckedContinuation { continuation in
      for number in 0..<1_000 { loop.post { seen.withLock { $0.append(number) } } }
      loop.post { continuation.resume() }
    }
    #expect(seen.withLock { $0 } == Array(0..<1_000))
  }

  @Test func descriptorIsReadyWhenThereIsSomethingToRead() async throws {
    let loop = try WorkerLoop()
    defer { loop.end() }
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    let (reads, continuation) = AsyncStream<UInt8>.makeStream()
    let token = try loop.watch(reading, .read) { _ in
      var byte: UInt8 = 0
      if read(reading, &byte, 1) == 1 { continuation.yield(byte) }
    }
    var iterator = reads.makeAsyncIterator()
    for value: UInt8 in [1, 2, 3] {
      var byte = value
      #expect(write(writing, &byte, 1) == 1)
      #expect(await iterator.next() == value)
    }
    // Paused, it hears nothing, not even that the other end is closed; later it does.
    loop.change(token, [])
    var byte: UInt8 = 4
    #expect(write(writing, &byte, 1) == 1)
    loop.change(token, .read)
    #expect(await iterator.next() == 4)
    loop.unwatch(token)
    close(reading)
    close(writing)
  }

  @Test func timersRingInOrderAndNotWhenCancelled() async throws {
    let loop = try WorkerLoop()
    defer { loop.end() }
    let seen = Mutex<[Int]>([])
    await withCheckedContinuation { continuation in
      // On the loop, where timers belong: nobody wakes it for one that comes from elsewhere.
      loop.post {
        let cancelled = loop.after(5_000) { seen.withLock { $0.append(0) } }
        _ = loop.after(20_000) {
          seen.withLock { $0.append(2) }
          continuation.resume()
        }
        _ = loop.after(10_000) { seen.withLock { $0.append(1) } }
        loop.cancel(cancelled)
      }
    }
    #expect(seen.withLock { $0 } == [1, 2])
  }
}
