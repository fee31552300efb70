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
    #expect(
      ScheduleText.notes(schedules + [lost], at: TextSamples.moment) == [
        ScheduleText.sentence(lost, at: TextSamples.moment)
      ])
  }

  /// A schedule that fires nothing does not say when it fires next.
  @Test func pageOfOneThatFiresNothingSaysWhyAndNotWhenItFiresNext() {
    var schedule = ScheduleView(
      name: "backup", cron: "0 3 * * *", timezone: "UTC", job: .object([]), createdAt: JobSamples.ago(100),
      updatedAt: JobSamples.ago(100), nextAt: JobSamples.ago(-7_200), fault: "its batch is gone",
      submittedBy: "token:ci")
    func page() -> [String] {
      ScheduleText.lines(schedule, on: TextSamples.terminal, at: TextSamples.moment)
    }
    let next = TextSamples.moment.full(JobSamples.ago(-7_200))
    #expect(page().contains("  fault      its batch is gone") && page().contains("  next       tries again \(next)"))
    (schedule.revoked, schedule.fault) = (true, "token:ci may submit nothing any more: set it again")
    #expect(page().contains("  next       revoked") && !page().joined().contains(next))
    #expect(page().contains("  fault      token:ci may submit nothing any more: set it again"))
  }

  @Test func notesOfManyThatFireNothingAreFew() {
    let broken = (1...9).map { number in
      ScheduleView(
        name: "s\(number)", every: .seconds(300), timezone: "UTC", job: .object([]), createdAt: JobSamples.ago(100),
        updatedAt: JobSamples.ago(100), fault: "it is ill")
    }
    let notes = ScheduleText.notes(broken, at: TextSamples.moment)
    #expect(notes.count == 6 && notes[0] == "Schedule s1 fires nothing: it is ill." && notes[5].hasPrefix("4 more"))
  }
}
