// What is said while the daemon stops.

import JobWire
import Testing

@testable import jobctl

@Suite struct StopTextTests {
  private func jobs(_ count: Int64) -> [JobView] { (1...count).map { JobSamples.job($0, .running) } }

  @Test func whatRunsIsNamedWithWhatBecomesOfIt() {
    #expect(StopText.running([], .drain) == nil)
    #expect(StopText.running(jobs(1), .now) == "Job 1 still runs and is killed.")
    #expect(StopText.running(jobs(2), .cancel) == "2 jobs still run: 1, 2; they are cancelled.")
    let drain = StopText.running(jobs(3), .drain)
    #expect(drain?.contains("3 jobs still run: 1, 2, 3; they may finish") == true)
    #expect(drain?.contains("jobctl stop --mode cancel") == true)
  }

  @Test func crowdIsNotNamedOneByOne() {
    let words = StopText.running(jobs(1_000), .cancel)
    #expect(words == "1000 jobs still run: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 990 more; they are cancelled.")
  }

  @Test func endsAreCounted() {
    #expect(StopText.ended([4], left: 2) == "Job 4 has ended; 2 still run.")
    #expect(StopText.ended([4], left: 1) == "Job 4 has ended; 1 still runs.")
    #expect(StopText.ended([4, 5], left: 0) == "2 jobs have ended; none runs any more.")
  }
}
