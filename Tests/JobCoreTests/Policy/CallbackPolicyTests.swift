// What follows from a call.

import TestSupport
import Testing

@testable import JobCore

@Suite struct CallbackPolicyTests {
  private func decide(_ answer: CallbackAnswer, tries: Int, chance: Double = 0) -> CallbackResult? {
    CallbackPolicy.decide(answer, tries: tries, now: .noon, chance: chance)
  }

  @Test func acceptedIsDelivered() {
    #expect(decide(.accepted, tries: 0) == .delivered)
    #expect(decide(.accepted, tries: 100) == .delivered)
  }

  @Test func goneIsGivenUpAtOnce() {
    #expect(decide(.gone("410"), tries: 0) == .givenUp(error: "410"))
  }

  @Test func whatWasNoCallDecidesNothing() {
    #expect(decide(.shortage("no descriptor"), tries: 0) == nil)
    #expect(decide(.shortage("no descriptor"), tries: 100) == nil)
  }

  @Test func pausesGrowAndEnd() {
    var last: Int64 = 0
    for tries in 0..<CallbackPolicy.triesMax - 1 {
      guard case .again(let moment, _) = decide(.refused("no"), tries: tries) else {
        Issue.record("given up after \(tries + 1) tries")
        return
      }
      let pause = moment.micros(since: .noon)
      #expect(pause >= last && pause <= 3_600_000_000)
      last = pause
    }
    #expect(decide(.refused("no"), tries: CallbackPolicy.triesMax - 1) == .givenUp(error: "no"))
  }

  @Test func chanceSpreadsByAFifth() {
    #expect(decide(.refused("no"), tries: 0, chance: 0.5) == .again(.noon + 1_100_000, error: "no"))
  }

  @Test func receiverMayAskForALongerPauseWithinBounds() {
    #expect(
      decide(.refused("no", retryAfterMicros: 60_000_000), tries: 0) == .again(.noon + 60_000_000, error: "no"))
    #expect(decide(.refused("no", retryAfterMicros: 0), tries: 0) == .again(.noon + 1_000_000, error: "no"))
    #expect(
      decide(.refused("no", retryAfterMicros: 86_400_000_000), tries: 0) == .again(.noon + 3_600_000_000, error: "no"))
  }

  @Test func errorHasABound() {
    guard case .givenUp(let error) = decide(.gone(String(repeating: "ä", count: 10_000)), tries: 0) else {
      Issue.record("not given up")
      return
    }
    #expect(error.utf8.count <= 510)
  }

  @Test func noPauseIsLongerThanTheLongestSaid() {
    #expect(CallbackPolicy.pauseMicrosMax(after: 0) == 0)
    for tries in 0..<CallbackPolicy.triesMax - 1 {
      for asked in [nil, 60_000_000, Int64.max] {
        let result = CallbackPolicy.decide(
          .refused("no", retryAfterMicros: asked), tries: tries, now: .noon, chance: 0.999_999)
        guard case .again(let moment, _) = result else {
          Issue.record("given up after \(tries)")
          continue
        }
        #expect(moment.micros(since: .noon) <= CallbackPolicy.pauseMicrosMax(after: tries + 1))
      }
    }
  }
}
