// Tokens drip in evenly, no more than the burst, and a clock that was set back is believed.

import TestSupport
import Testing

@testable import JobCore

@Suite struct TokenBucketTests {
  private let rate = StartRate(count: 10, perMicros: 1_000_000, burst: 3)

  @Test func tokensDripUpToTheBurst() {
    var bucket = TokenBucket(rate, now: .noon)
    #expect((0..<4).map { _ in bucket.take() } == [true, true, true, false])
    #expect(bucket.nextAt(rate) == .noon + 100_000)
    #expect(bucket.refilled(rate, now: .noon + 99_999).whole == 0)
    #expect(bucket.refilled(rate, now: .noon + 100_000).whole == 1)
    #expect(bucket.refilled(rate, now: .noon + 86_400_000_000).whole == 3)
  }

  @Test func clockThatWasSetBackLetsNothingInAndIsReckonedFrom() {
    var bucket = TokenBucket(rate, now: .noon)
    while bucket.take() {}
    let back = Timestamp.noon - 3_600_000_000
    let cut = bucket.refilled(rate, now: back)
    #expect(cut.whole == 0 && cut.at == back && cut.nextAt(rate) == back + 100_000)
    #expect(cut.refilled(rate, now: back + 100_000).whole == 1)
  }
}
