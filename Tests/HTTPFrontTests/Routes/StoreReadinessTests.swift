// Many want to know whether the store can write, and it is asked once.

import JobCore
import NIOCore
import Testing

@testable import HTTPFront

@Suite struct StoreReadinessTests {
  private let readiness = StoreReadiness()

  private func at(_ milliseconds: Int64) -> NIODeadline {
    .uptimeNanoseconds(1_000_000_000_000) + .milliseconds(milliseconds)
  }

  /// Whether the store is ready, asked at a time; what it would say, and what counts that it was asked.
  private func isReady(_ time: Int64, store: Bool = true, asked: Gauge) async -> Bool {
    do throws(JobError) {
      try await readiness.check(now: at(time)) { () throws(JobError) in
        asked.note()
        if !store { throw .shuttingDown }
      }
      return true
    } catch {
      return false
    }
  }

  @Test func answerHoldsForASecond() async {
    let asked = Gauge()
    #expect(await isReady(0, asked: asked))
    #expect(await isReady(999, store: false, asked: asked))
    #expect(asked.count == 1)
    #expect(await !isReady(1_000, store: false, asked: asked))
    #expect(asked.count == 2)
    // So does a bad one.
    #expect(await !isReady(1_999, asked: asked))
    #expect(await isReady(2_000, asked: asked))
    #expect(asked.count == 3)
  }

  @Test func whoAsksMeanwhileGetsTheSameAnswer() async throws {
    let (gate, asked) = (Gauge(), Gauge())
    try await withThrowingTaskGroup(of: Bool.self) { group in
      let readiness = readiness
      let now = at(0)
      for _ in 0..<20 {
        group.addTask {
          try await readiness.check(now: now) { () throws(JobError) in
            asked.note()
            await gate.hangUntilOpened()
          }
          return true
        }
      }
      #expect(try await eventually { gate.count == 1 })
      gate.open()
      for try await isReady in group { #expect(isReady) }
    }
    #expect(asked.count == 1)
  }

  @Test func manyProbesCostTheStoreFewWrites() async throws {
    try await withDaemon { daemon in
      let client = try await daemon.connect()
      let before = try await daemon.queue.info().store.walBytes
      let began = ContinuousClock.now
      for _ in 0..<100 { #expect(try await client.get("/readyz").status == 200) }
      // A write is a page or two of 4 KiB, and there may be one a second.
      let seconds = Int((ContinuousClock.now - began) / .seconds(1)) + 2
      let grown = try await daemon.queue.info().store.walBytes - before
      #expect(grown <= Int64(seconds * 3 * 4_120), "\(grown) bytes in \(seconds) s")
      client.raw.close()
    }
  }
}
