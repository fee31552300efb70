// The retry rule in its two forms: what is not said is the default, and all of it is shown.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct RetryRuleSpecTests {
  @Test func whatIsNotSaidIsTheDefault() {
    #expect(RetryRule(RetrySpec()) == RetryRule())
  }

  @Test(arguments: [BackoffShape.exponential, .linear, .constant]) func aRuleComesBackWhole(_ shape: BackoffShape) {
    let spec = RetrySpec(
      maxAttempts: 5, backoff: shape, initial: .seconds(2), max: .seconds(60), multiplier: 3, jitter: 0.25,
      on: [.exitCode(75), .reason("timeout")], notOn: [.reason("lost")])
    #expect(RetrySpec(RetryRule(spec)) == spec)
  }

  @Test func everyDefaultIsShown() {
    let spec = RetrySpec(RetryRule())
    #expect(spec.maxAttempts == 1 && spec.backoff == .exponential && spec.initial == .seconds(1))
    #expect(spec.max == .seconds(3_600) && spec.multiplier == 2 && spec.jitter == 0.1)
    #expect(spec.on == nil && spec.notOn == nil)
  }
}
