// What a job takes of the daemon's slots: as much as it could take of its queue's, and no more.

import TestSupport
import Testing

@testable import JobCore

@Suite struct DispatcherTests {
  @Test func jobTakesNoMoreOfTheDaemonThanItsQueueHas() async throws {
    try await EngineBench.run({ $0.slots = 4 }) { bench async throws in
      var change = QueueChange()
      change.slots = .set(1)
      _ = try await bench.queue.setQueue("narrow", change)
      let heavy = try await bench.submit(
        .shell("echo up; until [ -e '\(bench.scratch.path)/go' ]; do sleep 0.02; done") {
          $0.queue = "narrow"
          $0.slotsNeeded = 10
        })
      try await bench.says(heavy, "up")
      #expect(try await bench.queue.info().slotsUsed == 1)
      let others = try await bench.queue.why(try await bench.submit(.noop()))
      #expect(others.blockers.isEmpty)
      try bench.touch("go")
      #expect(try await bench.end(of: heavy).state == .succeeded)
      try await eventually("its slots were not given back") { try await bench.queue.info().slotsUsed == 0 }
    }
  }
}
