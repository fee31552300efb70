// A schedule that was shown can be set again.

import JobWire
import Testing

@testable import jobctl

@Suite struct ScheduleFileTests {
  @Test func whatIsShownCanBeSet() throws {
    let shown = ScheduleView(
      name: "n", cron: "0 3 * * *", timezone: "UTC", job: .object([JSONMember(name: "shell", value: .string("x"))]),
      createdAt: JobSamples.now, updatedAt: JobSamples.now, nextAt: JobSamples.now, lastJob: 7, fired: 3)
    let request = try ScheduleFile.schedule(shown.jsonBytes())
    #expect(request.cron == "0 3 * * *" && request.every == nil)
    #expect(request.job == SubmitRequest(shell: "x"))
    #expect(request.overlap == .skip && request.catchUp == .one)
  }

  @Test(arguments: ["", "7", "{}", #"{"cron":"x","job":{"shell":"x"},"crn":1}"#])
  func otherFilesAreRefused(text: String) {
    #expect(throws: CommandFailure.self) { try ScheduleFile.schedule(Array(text.utf8)) }
  }
}
