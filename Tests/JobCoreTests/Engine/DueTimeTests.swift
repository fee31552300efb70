// Due times under a clock that is turned by hand: never early, never forgotten, in both directions.

import TestSupport
import Testing

@testable import JobCore

@Suite struct DueTimeTests {
  @Test func delayedJobRunsWhenTheClockGetsThereAndNotBefore() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      let id = try await bench.submit(.noop { $0.start = .after(micros: 1_000_000) })
      clock.advance(byMicros: 999_999)
      try await bench.queue.ping()
      #expect(try await bench.queue.job(id).state == .scheduled)
      clock.advance(byMicros: 1)
      let job = try await bench.end(of: id)
      #expect(job.state == .succeeded && job.startedAt == .noon + 1_000_000)
    }
  }

  @Test func clockThatGoesBackDelaysAndOneThatLeapsHastens() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      let id = try await bench.submit(.noop { $0.start = .at(.noon + 1_000_000) })
      clock.turn(to: .noon - 3_600_000_000)
      clock.advance(byMicros: 3_600_000_000)
      try await bench.queue.ping()
      #expect(try await bench.queue.job(id).state == .scheduled)
      clock.advance(byMicros: 86_400_000_000)
      #expect(try await bench.end(of: id).state == .succeeded)
    }
  }

  @Test func whatBecameDueWhileNobodyLookedRunsAtTheNextStart() async throws {
    let scratch = try TemporaryDirectory()
    let clock = ManualClock()
    let bench = try await EngineBench.open(scratch, clock: clock)
    let due = try await bench.submit(.noop { $0.start = .after(micros: 1_000) })
    let late = try await bench.submit(
      .noop {
        $0.start = .after(micros: 1_000)
        $0.deadline = .noon + 2_000
      })
    let future = try await bench.submit(.noop { $0.start = .after(micros: 900_000_000_000) })
    await bench.queue.close()
    clock.advance(byMicros: 5_000_000)
    try await EngineBench.run(in: scratch, clock: clock) { bench async throws in
      #expect(try await bench.end(of: due).state == .succeeded)
      #expect(try await bench.end(of: late).reason == .expired)
      #expect(try await bench.queue.job(future).state == .scheduled)
      clock.advance(byMicros: 900_000_000_000)
      #expect(try await bench.end(of: future).state == .succeeded)
    }
  }

  @Test func idleEngineHasNoAlarmSet() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      try await bench.queue.ping()
      #expect(clock.moments.isEmpty)
      let id = try await bench.submit(.noop { $0.start = .after(micros: 5_000) })
      #expect(clock.moments == [.noon + 5_000])
      _ = try await bench.queue.cancel(id)
      // What is left is the day on which the cancelled job is removed.
      #expect(clock.moments.filter { $0 < .noon + 1_000_000_000 }.isEmpty)
    }
  }

  @Test func queueWithARateGoesOnAfterTheClockWasSetBack() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      var change = QueueChange()
      change.rate = .set(StartRate(count: 1, perMicros: 60_000_000))
      _ = try await bench.queue.setQueue("default", change)
      _ = try await bench.finish(.noop())
      let next = try await bench.submit(.noop())
      clock.turn(to: .noon - 3_600_000_000)
      // Nobody asks for anything: that the clock was set is all there is to go by.
      let token = Timestamp.noon - 3_600_000_000 + 60_000_000
      try await eventually("the next token is not waited for") { clock.moments.contains { $0 <= token } }
      clock.turn(to: token)
      #expect(try await bench.end(of: next).state == .succeeded)
    }
  }
}
