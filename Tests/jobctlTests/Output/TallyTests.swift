// The last line of a wait's progress, and what the fates mean together.

import JobWire
import Testing

@testable import jobctl

@Suite struct TallyTests {
  @Test func endsAreCountedByFate() {
    var tally = Tally(total: 10)
    #expect(tally.text == "0/10 ok=0 failed=0 cancelled=0")
    for index in 0..<10 {
      tally.count(JobSamples.job(Int64(index), index < 7 ? .succeeded : index < 9 ? .failed : .cancelled))
    }
    #expect(tally.text == "10/10 ok=7 failed=2 cancelled=1")
    #expect(tally.status == .jobFailed)
  }

  @Test func aBatchIsCountedByItsStates() {
    let counts = StateCounts([.succeeded: 2, .skipped: 1, .running: 3])
    let tally = Tally(BatchView(id: 1, size: 6, counts: counts, createdAt: JobSamples.now))
    #expect(tally.text == "3/6 ok=2 failed=0 cancelled=0 skipped=1")
    #expect(tally.status == .jobCancelled)
    #expect(Tally(total: 0).status == .fine)
  }
}
