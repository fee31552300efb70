// Schedules through the door of the engine: what is refused, what is shown of them, and what they submit when asked.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueSchedulesTests {
  private func schedule(
    _ timing: NewSchedule.Timing = .cron("0 6 * * *"), _ job: NewJob = .noop(),
    _ change: (inout NewSchedule) -> Void = { _ in }
  ) -> NewSchedule {
    var schedule = NewSchedule(timing, job: job)
    change(&schedule)
    return schedule
  }

  private func faults(_ bench: EngineBench, _ name: String, _ new: NewSchedule) async -> [String] {
    do throws(JobError) {
      _ = try await bench.queue.setSchedule(name, new)
    } catch {
      if case .invalid(let faults) = error { return faults.map(\.field) }
    }
    return []
  }

  @Test func allThatIsWrongIsSaid() async throws {
    try await EngineBench.run { bench async throws in
      #expect(await faults(bench, "a", schedule(.cron("nonsense"))) == ["cron"])
      #expect(await faults(bench, "", schedule(.every(micros: 1), .shell(""))) == ["name", "every", "job.shell"])
      #expect(
        await faults(bench, "a", schedule(.every(micros: 1_000_000), NewJob(.handler(name: "gone", payload: nil)))) == [
          "job.handler"
        ])
      // There is no such day.
      #expect(await faults(bench, "a", schedule(.cron("0 0 30 2 *"))) == ["cron"])
      await #expect(throws: JobError.noSuchSchedule("a")) { _ = try await bench.queue.schedule("a") }
    }
  }

  /// An interval counts on from where it began, unless it is another one.
  @Test func scheduleThatIsSetAgainIsTheSameOneUnlessItsTimesChange() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      let (queue, later) = (bench.queue, Timestamp.noon + 5_000_000)
      let first = try await queue.setSchedule("a", schedule(.every(micros: 60_000_000)))
      #expect(first.createdAt == .noon && first.nextAt == .noon + 60_000_000)
      clock.advance(byMicros: 5_000_000)
      let second = try await queue.setSchedule("a", schedule(.every(micros: 60_000_000), .shell("true")))
      #expect(second.createdAt == .noon && second.updatedAt == later && second.nextAt == first.nextAt)
      #expect(try await queue.schedule("a").spec.job.work == .shell("true"))
      let third = try await queue.setSchedule("a", schedule(.every(micros: 7_000_000)))
      #expect(third.createdAt == later && third.nextAt == later + 7_000_000)
    }
  }

  @Test func whatIsAskedOfOneThatIsNotThereSaysSo() async throws {
    try await EngineBench.run { bench async throws in
      let queue = bench.queue
      _ = try await queue.setSchedule("a", schedule())
      try await queue.deleteSchedule("a")
      for name in ["a", "never"] {
        await #expect(throws: JobError.noSuchSchedule(name)) { try await queue.deleteSchedule(name) }
        await #expect(throws: JobError.noSuchSchedule(name)) { _ = try await queue.schedule(name) }
        await #expect(throws: JobError.noSuchSchedule(name)) { _ = try await queue.setSchedulePaused(name, true) }
        await #expect(throws: JobError.noSuchSchedule(name)) { _ = try await queue.previewSchedule(name, count: 1) }
      }
    }
  }

  @Test func listIsByNameAndHasSomethingOnEachPage() async throws {
    try await EngineBench.run { bench async throws in
      for name in ["b", "c", "a"] { _ = try await bench.queue.setSchedule(name, schedule()) }
      let queue = bench.queue
      #expect(try await queue.schedules(limit: .max, after: nil).schedules.map(\.schedule.name) == ["a", "b", "c"])
      let page = try await queue.schedules(limit: 0, after: nil)
      #expect(page.schedules.map(\.schedule.name) == ["a"] && page.next == "a")
      let rest = try await queue.schedules(limit: 2, after: "a")
      #expect(rest.schedules.map(\.schedule.name) == ["b", "c"] && rest.next == nil)
    }
  }

  @Test func previewShowsTheNextDueTimesAlsoOfOneThatIsPaused() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      let queue = bench.queue
      _ = try await queue.setSchedule("a", schedule(.every(micros: 10_000_000)))
      let times = (1...3).map { Timestamp.noon + 10_000_000 * Int64($0) }
      #expect(try await queue.previewSchedule("a", count: 3) == times)
      #expect(try await queue.setSchedulePaused("a", true).spec.isPaused)
      #expect(try await queue.previewSchedule("a", count: 3) == times)
      for (asked, given) in [(0, 1), (-1, 1), (.max, Limits.previewCountMax)] {
        #expect(try await queue.previewSchedule("a", count: asked).count == given)
      }
      #expect(try await !queue.setSchedulePaused("a", false).spec.isPaused)
    }
  }

  @Test func runningItSubmitsItsJobNowAndLeavesItsDueTimes() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      let queue = bench.queue
      let due = try await queue.setSchedule("a", schedule(.every(micros: 3_600_000_000)) { $0.isPaused = true }).nextAt
      let job = try #require(try await queue.runSchedule("a"))
      #expect(job.schedule == "a")
      #expect(try await bench.end(of: job.id).state == .succeeded)
      #expect(try await queue.schedule("a").nextAt == due)
      #expect(try await queue.runSchedule("none") == nil)
      await queue.drain()
      await #expect(throws: SubmitError.shuttingDown) { _ = try await queue.runSchedule("a") }
    }
  }

  @Test func refusalOfItsJobIsTold() async throws {
    try await EngineBench.run { bench async throws in
      let job = NewJob.noop {
        $0.unique = UniqueRule(key: "k")
        $0.holds = true
      }
      _ = try await bench.queue.setSchedule("a", schedule(.every(micros: 3_600_000_000), job) { $0.overlap = .queue })
      let first = try #require(try await bench.queue.runSchedule("a"))
      await #expect(throws: SubmitError.duplicate(key: "k", holder: first.id, state: .held, index: 0)) {
        _ = try await bench.queue.runSchedule("a")
      }
    }
  }
}
