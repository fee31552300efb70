// Schedules as people read them: in a table, on a page of their own, in a sentence.

import JobWire
import Testing

@testable import jobctl

@Suite struct ScheduleTextTests {
  @Test func schedulesAreATable() throws {
    let job = JSONValue.object([JSONMember(name: "argv", value: .array([.string("backup"), .string("a b")]))])
    let schedules = [
      ScheduleView(
        name: "backup", cron: "0 3 * * *", timezone: "Europe/Berlin", job: job, createdAt: JobSamples.ago(100),
        updatedAt: JobSamples.ago(100), nextAt: JobSamples.ago(-7_200), lastAt: JobSamples.ago(50), lastJob: 12,
        fired: 3, skipped: 1),
      ScheduleView(
        name: "poll", every: .seconds(300), timezone: "UTC", job: .object([]), paused: true,
        createdAt: JobSamples.ago(100), updatedAt: JobSamples.ago(100)),
    ]
    try TextSamples.check(
      "schedules", ScheduleText.table(schedules, at: TextSamples.moment).lines(on: TextSamples.terminal))
    let page = ScheduleText.lines(schedules[0], on: TextSamples.terminal, at: TextSamples.moment).joined(
      separator: "\n")
    #expect(page.contains("backup 'a b'") && page.contains("0 3 * * * (Europe/Berlin)") && page.contains(", job 12"))
    #expect(ScheduleText.sentence(schedules[1], at: TextSamples.moment) == "Schedule poll is paused.")
    var lost = schedules[0]
    lost.fault = "its zone is gone"
    #expect(ScheduleText.sentence(lost, at: TextSamples.moment) == "Schedule backup fires nothing: its zone is gone.")
    #expect(
      ScheduleText.table([lost], at: TextSamples.moment).lines(on: TextSamples.terminal).joined(separator: "\n")
        .contains("fault"))
  }
}
