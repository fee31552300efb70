// A time that has gone by is not taken in silence.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct OnceOptionsTests {
  @Test func aTimeThatHasGoneByIsRefused() throws {
    let moment = Moment(now: JobSamples.now)
    for seconds: Int64 in [0, 90] {
      #expect { try OnceOptions.refusePast(JobSamples.ago(seconds), now: moment) } throws: {
        ($0 as? ValidationError)?.message.contains("--allow-past") == true
      }
    }
    try OnceOptions.refusePast(JobSamples.ago(-1), now: moment)
  }

  @Test(arguments: [["submit"], ["run"], ["map"]]) func submissionsTakeItOnRequest(_ command: [String]) throws {
    let past = ["--at", "2020-01-01 08:00"]
    #expect(throws: (any Error).self) { try Jobctl.command(of: command + past + ["ls", ":::", "a"]) }
    #expect(throws: Never.self) { try Jobctl.command(of: command + past + ["--allow-past", "ls", ":::", "a"]) }
    #expect(throws: (any Error).self) { try Jobctl.command(of: command + ["--allow-past", "ls", ":::", "a"]) }
  }
}
