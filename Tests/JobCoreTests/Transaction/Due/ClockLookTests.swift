// What a transaction makes of a clock that was set.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ClockLookTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  private static let hour: Int64 = 3_600_000_000

  /// The first look is that of a start; what it leaves is done.
  init() throws {
    ClockLook.begin(tx)
    try bench.goOn()
    tx.ledger.claims.news = ReadyNews()
  }

  /// The next transaction looks at the clock; returns how many transactions that leaves.
  private func look() -> Int {
    tx.ledger.times.isNextDueStale = false
    ClockLook.begin(tx)
    return tx.after.take().deferred.count
  }

  @Test func firstLookIsTakenForAClockThatMayHaveBeenSet() {
    tx.ledger.times.lastReading = nil
    #expect(look() == 1)
    #expect(tx.ledger.times.lastReading == .noon && tx.ledger.times.isNextDueStale)
  }

  @Test func clockThatGoesOnChangesNothing() {
    bench.clock.advance(byMicros: Self.hour)
    #expect(look() == 0)
    #expect(tx.ledger.times.lastReading == .noon + Self.hour && tx.ledger.times.clockAhead == 0)
    #expect(!tx.ledger.times.isNextDueStale)
  }

  @Test(arguments: [-1, 0]) func aLittleIsWaitedOutAndNoMore(_ more: Int64) {
    tx.ledger.times.nextToken = .noon + 9
    bench.clock.step(byMicros: -Limits.clockBackMicrosMin - more)
    let isSetBack = more >= 0
    // Set back, the stored times are looked through, and it is kept how far the clock is ahead.
    #expect(look() == (isSetBack ? 2 : 0))
    #expect(tx.ledger.times.isNextDueStale == isSetBack)
    #expect((tx.ledger.times.nextToken == nil) == isSetBack)
    #expect(tx.ledger.claims.news.hasNewWork == isSetBack)
  }

  @Test func bucketsAndTokensGoByTheClockThatThereIs() throws {
    let (ahead, behind) = (Queues.id("ahead", tx), Queues.id("behind", tx))
    for id in [ahead, behind] { tx.ledger.queues[id]?.settings.rate = StartRate(count: 1, perMicros: Self.hour) }
    tx.ledger.queues[ahead]?.bucket = TokenBucket(tokens: 0, at: .noon)
    tx.ledger.queues[behind]?.bucket = TokenBucket(tokens: 0, at: .noon - 2 * Self.hour)
    tx.ledger.times.nextRemoteToken = .noon + 9
    bench.clock.step(byMicros: -Self.hour)
    _ = look()
    #expect(tx.ledger.queues[ahead]?.bucket == TokenBucket(tokens: 0, at: .noon - Self.hour))
    #expect(tx.ledger.queues[behind]?.bucket == TokenBucket(tokens: 0, at: .noon - 2 * Self.hour))
    #expect(tx.ledger.times.nextRemoteToken == nil && tx.ledger.claims.news.hasRemoteRoom)
  }

  @Test func nobodyLooksAgainWhereNoTokenWasWaitedFor() {
    bench.clock.step(byMicros: -Self.hour)
    _ = look()
    #expect(tx.ledger.claims.news == ReadyNews())
  }

  @Test func whatIsSetAsideIsQuietNoLonger() {
    _ = tx.course.setAside.takes(.job(JobID(1)))
    _ = tx.course.setAside.addCurrent()
    tx.course.setAside.beginLook()
    tx.course.setAside.endLook(now: tx.now, isWhole: true)
    #expect(tx.course.setAside.quietUntil != nil)
    bench.clock.step(byMicros: -Self.hour)
    _ = look()
    #expect(tx.course.setAside.quietUntil == nil && tx.course.setAside.contains(.job(JobID(1))))
  }

  @Test(arguments: [hour, -hour]) func howFarTheClockIsAheadIsKeptForTheNextStart(_ micros: Int64) throws {
    bench.clock.step(byMicros: micros)
    tx.ledger.times.isNextDueStale = false
    ClockLook.begin(tx)
    #expect(tx.ledger.times.clockAhead == micros && tx.ledger.times.isNextDueStale)
    #expect(bench.rows.tables.clockAhead == 0)
    try bench.goOn()
    #expect(bench.rows.tables.clockAhead == micros)
    #expect(look() == 0)
  }

  @Test func smallStepsAreNotedWhenTheyHaveComeToMuch() {
    bench.clock.step(byMicros: 600_000)
    #expect(look() == 0)
    #expect(tx.ledger.times.clockAhead == 0)
    bench.clock.step(byMicros: 600_000)
    #expect(look() == 1)
    #expect(tx.ledger.times.clockAhead == 1_200_000)
  }
}
