// What of a submission is outside of somebody's limits, and limits within limits.

import TestSupport
import Testing

@testable import JobCore

@Suite struct LimitBreachTests {
  private let limits = RealmLimits(queues: ["mine"], kinds: [.shell])

  private func mine(_ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    .shell("true") {
      $0.queue = "mine"
      change(&$0)
    }
  }

  @Test func jobWithinTheLimitsBreachesNothing() {
    let job = mine {
      $0.then = [FollowUp(mine())]
      $0.callbacks = [Callback(.url("http://localhost/"))]
      $0.unique = UniqueRule(key: "k", onConflict: .return)
    }
    #expect(limits.breach(by: job) == nil)
    #expect(RealmLimits().breach(by: .noop { $0.unique = UniqueRule(key: "k", onConflict: .replace) }) == nil)
  }

  @Test func queueKindAndReplacementOfItsOwnOrOfAFollowUpAreBreaches() {
    #expect(limits.breach(by: .shell("true")) == .queue("default"))
    #expect(limits.breach(by: .noop { $0.queue = "mine" }) == .kind(.handler))
    let replacing = mine { $0.unique = UniqueRule(key: "k", onConflict: .replace) }
    #expect(limits.breach(by: replacing) == .replacement)
    #expect(limits.breach(by: mine { $0.then = [FollowUp(mine { $0.then = [FollowUp(replacing)] })] }) == .replacement)
    #expect(limits.breach(by: mine { $0.callbacks = [Callback(.command(["id"]))] }) == .kind(.exec))
  }

  @Test func narrowedLimitsAreWhatIsWithinBoth() {
    let wide = RealmLimits(queues: ["a", "b"])
    #expect(wide.narrowed(to: RealmLimits()) == wide && RealmLimits().narrowed(to: wide) == wide)
    let both = wide.narrowed(to: RealmLimits(queues: ["b", "c"], kinds: [.exec]))
    #expect(both == RealmLimits(queues: ["b"], kinds: [.exec]))
    // What is left of nothing is nothing, and not everything.
    #expect(wide.narrowed(to: RealmLimits(queues: ["c"])) == RealmLimits(queues: []))
  }
}
