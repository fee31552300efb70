// The rules of pauses: what they write, and what they leave alone.

import TestSupport
import Testing

@testable import JobCore

@Suite struct PausesTests {
  private func options(_ forMicros: Int64? = nil) -> PauseOptions {
    var options = PauseOptions()
    options.forMicros = forMicros
    return options
  }

  @Test func whatIsNotPausedIsLeftAlone() throws {
    let bench = RuleBench()
    try bench.run { tx in
      Pauses.setAll(nil, tx)
      #expect(tx.changes.isEmpty)
    }
  }

  @Test func queuesArePausedAllOrNone() throws {
    let bench = RuleBench()
    try bench.run { tx in
      guard case .noSuchQueue("none") = try Pauses.set(["default", "none"], options(), tx) else {
        throw Unexpected(what: "a queue that is not there was paused")
      }
      #expect(tx.changes.isEmpty)
    }
    #expect(try !bench.queue().settings.isPaused)
  }

  @Test func nextEndIsTheEarliestOfAll() throws {
    let bench = RuleBench()
    try bench.run { tx in
      Pauses.setAll(options(9), tx)
      _ = try Pauses.set(["default"], options(5), tx)
      #expect(Pauses.nextEnd(tx) == tx.terms.steady.now + 5)
    }
    bench.clock.turn(to: bench.clock.now() + 5)
    try bench.run { tx in
      Pauses.promote(tx)
      #expect(tx.ledger.claims.pause != nil && Pauses.nextEnd(tx) == tx.terms.steady.now + 4)
    }
    #expect(try !bench.queue().settings.isPaused)
  }

  @Test func settingOfAQueueSaysSinceWhenItIsPaused() throws {
    let bench = RuleBench()
    let since = bench.clock.now()
    try bench.setQueue { $0.isPaused = true }
    #expect(try bench.queue().pause == PauseTerms(since: since))
    bench.clock.turn(to: since + 9)
    try bench.setQueue {
      $0.isPaused = true
      $0.slots = 3
    }
    #expect(try bench.queue().pause == PauseTerms(since: since))
    try bench.setQueue { $0.slots = 3 }
    #expect(try bench.queue().pause == nil)
  }
}
