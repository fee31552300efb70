// The arithmetic of retries: growth, caps, jitter, and what is retried at all.

import Testing

@testable import JobCore

@Suite struct RetryPolicyTests {
  private func rule(_ backoff: Backoff, _ change: (inout RetryRule) -> Void = { _ in }) -> RetryRule {
    var rule = RetryRule()
    rule.maxAttempts = 10
    rule.backoff = backoff
    rule.initialMicros = 1_000
    rule.maxMicros = 50_000
    rule.multiplier = 3
    rule.jitter = 0
    change(&rule)
    return rule
  }

  private func pauses(_ rule: RetryRule, _ count: Int = 6) -> [Int64] {
    (1...count).map { RetryPolicy.pauseMicros(rule, after: $0, chance: 0.5) }
  }

  @Test func pausesGrowByTheRuleUpToTheCap() {
    #expect(pauses(rule(.constant)) == [1_000, 1_000, 1_000, 1_000, 1_000, 1_000])
    #expect(pauses(rule(.linear)) == [1_000, 2_000, 3_000, 4_000, 5_000, 6_000])
    #expect(pauses(rule(.exponential)) == [1_000, 3_000, 9_000, 27_000, 50_000, 50_000])
    #expect(pauses(rule(.linear) { $0.maxMicros = 2_500 }) == [1_000, 2_000, 2_500, 2_500, 2_500, 2_500])
    #expect(pauses(rule(.constant) { $0.maxMicros = 10 }, 2) == [10, 10])
    #expect(pauses(rule(.exponential) { $0.multiplier = 1 }, 3) == [1_000, 1_000, 1_000])
  }

  @Test func extremesStayWithinTheirBounds() {
    let huge = rule(.exponential) {
      $0.multiplier = 100
      $0.initialMicros = Limits.durationMicrosMax
      $0.maxMicros = Limits.durationMicrosMax
      $0.jitter = 1
    }
    for chance in [0, 0.5, 0.999_999] {
      let pause = RetryPolicy.pauseMicros(huge, after: 1_000, chance: chance)
      #expect((0...Limits.durationMicrosMax).contains(pause))
    }
    let zero = rule(.exponential) {
      $0.initialMicros = 0
      $0.multiplier = 100
    }
    #expect(RetryPolicy.pauseMicros(zero, after: 1_000, chance: 0.5) == 0)
    #expect(RetryPolicy.pauseMicros(rule(.linear), after: 0, chance: 0.5) == 1_000)
  }

  @Test(arguments: [0.0, 0.1, 0.5, 1.0]) func jitterVariesWithinItsFraction(_ jitter: Double) {
    let rule = rule(.constant) { $0.jitter = jitter }
    var random = SeededRandom(7)
    for _ in 0..<1_000 {
      let pause = Double(RetryPolicy.pauseMicros(rule, after: 1, chance: Double.random(in: 0..<1, using: &random)))
      #expect(pause >= (1_000 * (1 - jitter)).rounded(.down) && pause <= 1_000 * (1 + jitter))
    }
    #expect(RetryPolicy.pauseMicros(rule, after: 1, chance: 0) == Int64(1_000 * (1 - jitter)))
    #expect(RetryPolicy.pauseMicros(rule, after: 1, chance: 0.5) == 1_000)
  }

  @Test func jitterAlsoVariesACappedPause() {
    let rule = rule(.constant) {
      $0.maxMicros = 500
      $0.jitter = 0.5
    }
    #expect(RetryPolicy.pauseMicros(rule, after: 1, chance: 0) == 250)
    #expect(RetryPolicy.pauseMicros(rule, after: 1, chance: 0.999_999) == 749)
  }

  private func allows(_ rule: RetryRule, _ reason: Reason, code: Int32? = nil, attempt: Int = 1) -> Bool {
    RetryPolicy.allowsRetry(rule, attempt: attempt, maxAttempts: rule.maxAttempts, reason: reason, exitCode: code)
  }

  @Test func everyFailureIsRetriedWithoutConditions() {
    for reason in Reason.retryable { #expect(allows(rule(.constant), reason)) }
    #expect(!allows(rule(.constant), .exit, attempt: 10))
    #expect(allows(rule(.constant), .exit, attempt: 9))
    #expect(!allows(RetryRule(), .exit))
  }

  @Test func onRestrictsAndNotOnOutweighsIt() {
    let on = rule(.constant) { $0.on = [.exitCode(75), .reason("timeout")] }
    #expect(allows(on, .exit, code: 75) && allows(on, .timeout))
    #expect(!allows(on, .exit, code: 1) && !allows(on, .lost) && !allows(on, .signal))
    let notOn = rule(.constant) { $0.notOn = [.exitCode(2), .reason("spawn")] }
    #expect(!allows(notOn, .exit, code: 2) && !allows(notOn, .spawn) && allows(notOn, .exit, code: 3))
    let both = rule(.constant) {
      $0.on = [.reason("exit")]
      $0.notOn = [.exitCode(2)]
    }
    #expect(allows(both, .exit, code: 1) && !allows(both, .exit, code: 2))
    // An exit code names exits only, even if a signal has the same number.
    #expect(!allows(rule(.constant) { $0.on = [.exitCode(9)] }, .signal, code: nil))
  }

  @Test func shortagePausesAreShortAndBounded() {
    #expect((1...9).map(RetryPolicy.shortagePauseMicros(after:)).prefix(3) == [250_000, 500_000, 1_000_000])
    for count in [-5, 0, 7, 8, 100, Int.max] {
      #expect((250_000...30_000_000).contains(RetryPolicy.shortagePauseMicros(after: count)))
    }
  }
}
