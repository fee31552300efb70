// Schedules: what is refused when one is set.

import Testing

@testable import JobCore

@Suite struct NewScheduleValidationTests {
  private func faults(
    _ timing: NewSchedule.Timing = .cron("@daily"), name: String = "nightly",
    _ change: (inout NewSchedule) -> Void = { _ in }
  ) -> [String] {
    var schedule = NewSchedule(timing, job: NewJob(.shell("true")))
    change(&schedule)
    return schedule.faults(name: name).map(\.field)
  }

  @Test func plainSchedulesAreTaken() {
    #expect(faults() == [] && faults(.every(micros: Limits.scheduleEveryMicrosMin)) == [])
    #expect(faults { $0.timeZone = "Europe/Berlin" } == [])
  }

  @Test func timesThatCannotBeAreRefused() {
    #expect(faults(.every(micros: 1)) == ["every"])
    #expect(faults(.every(micros: 5_000_000)) { $0.jitterMicros = 5_000_001 } == ["jitter"])
    #expect(faults { $0.jitterMicros = Limits.scheduleJitterMicrosMax + 1 } == ["jitter"])
    #expect(faults { $0.timeZone = "CEST" } == ["timezone"])
    #expect(faults(.cron("0 0 30 2 *")) == ["cron"])
    #expect(faults(.cron("nonsense")) == ["cron"])
    #expect(faults(.cron(String(repeating: "*", count: Limits.cronBytesMax + 1))) == ["cron"])
    #expect(faults(name: "") == ["name"])
  }

  @Test func whatBelongsToOneFiringAloneIsRefused() {
    #expect(
      faults {
        $0.job.batch = BatchID(1)
        $0.job.deadline = Timestamp(micros: 1)
        $0.job.start = .at(Timestamp(micros: 1))
      } == ["job.batch", "job.deadline", "job.run_at"])
    #expect(faults { $0.job.priority = 5_000 } == ["job.priority"])
  }
}
