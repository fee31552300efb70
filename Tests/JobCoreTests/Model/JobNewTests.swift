// What a submission becomes at the moment it is stored.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobNewTests {
  private func job(_ start: StartRule, holds: Bool = false) -> Job {
    Job(
      .noop {
        $0.start = start
        $0.holds = holds
      }, id: JobID(5), now: .noon)
  }

  @Test func delayOfNothingOrLessMeansNow() {
    for start in [
      StartRule.now, .after(micros: 0), .after(micros: -5), .after(micros: .min), .at(.noon), .at(.noon - 1),
    ] {
      #expect(job(start).state == .queued, "\(start)")
      #expect(job(start).runAt == nil)
    }
  }

  @Test func laterMeansScheduled() {
    #expect(job(.after(micros: 1)).state == .scheduled)
    #expect(job(.after(micros: 1)).runAt == .noon + 1)
    #expect(job(.at(.noon + 7)).runAt == .noon + 7)
    #expect(job(.after(micros: .max)).runAt == Timestamp(micros: .max))
  }

  @Test func heldStaysHeldAndKeepsItsDueTime() {
    #expect(job(.now, holds: true).state == .held)
    #expect(job(.after(micros: 9), holds: true).state == .held)
    #expect(job(.after(micros: 9), holds: true).runAt == .noon + 9)
  }

  @Test func nameIsMadeFromTheIdIfNoneIsGiven() {
    #expect(job(.now).name == "job-5")
    #expect(job(.now).createdAt == .noon && job(.now).attempt == 0 && job(.now).starts == 0)
  }
}
