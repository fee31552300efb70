// The filter that hardly any other job passes.

import JobWire
import Testing

@testable import jobctl

@Suite struct JobFilterWireJobTests {
  @Test func filterIsWhatTheJobIs() {
    var job = JobSamples.job(7, .retrying, name: "nightly")
    job.batch = 3
    let filter = JobFilterWire.only(job)
    #expect(filter.name == "nightly" && filter.queue == "default" && filter.kind == "exec" && filter.batch == 3)
    #expect(filter.states == nil, "its next state is what is waited for")
  }

  @Test func nameIsNoPattern() {
    #expect(JobFilterWire.only(JobSamples.job(7, .queued, name: "a*b?[c]")).name == "a[*]b[?][[]c]")
  }
}
