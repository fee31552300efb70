// A schedule whose job cannot be read: it is shown with that, fires nothing, and is nothing to the other schedules.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ScheduleFaultTests {
  private static let spec = NewSchedule(
    .every(micros: 10_000_000), job: .noop { ($0.queue, $0.limits) = ("q", RealmLimits(queues: ["q"])) })

  /// Two schedules, and the text of the first one's job as `text`.
  private func withSchedules(
    _ text: String, _ body: (StoreBench) async throws -> Void
  ) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      for name in ["ill", "other"] { _ = try await bench.store.setSchedule(name, Self.spec, now: bench.now) }
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      try database.execute("UPDATE schedule SET job = '\(text)' WHERE name = 'ill'")
      try await body(bench)
    }
  }

  private func pass(_ bench: StoreBench) async throws {
    bench.now = bench.now + 10_000_000
    bench.store.promoteDue(now: bench.now)
    try await bench.settle()
  }

  @Test(arguments: ["zzz", "[]", #"{"limits":7}"#, "{}", ""])
  func itFiresNothingAndOthersDo(_ text: String) async throws {
    try await withSchedules(text) { bench in
      for _ in 0..<2 { try await pass(bench) }
      let ill = try #require(try await bench.store.schedule("ill"))
      #expect(ill.fault == Schedule.unreadableJob && ill.firedCount == 0 && ill.skippedCount == 2)
      #expect(ill.spec.job.fault == .whole && ill.spec.job.limits == .nothing)
      // The first of its jobs is still in line at the second firing.
      let other = try #require(try await bench.store.schedule("other"))
      #expect(other.fault == nil && other.firedCount == 1 && other.skippedCount == 1)
      let listed = try await bench.store.schedules(limit: 9, after: nil).schedules
      #expect(listed.map(\.schedule.fault) == [Schedule.unreadableJob, nil])
      #expect(
        bench.told.all.flatMap(\.brokenSchedules) == [BrokenSchedule(name: "ill", fault: Schedule.unreadableJob)])
    }
  }

  @Test func verbsGoOnAndSettingItAgainMendsIt() async throws {
    try await withSchedules("zzz") { bench in
      guard case .refused(.invalid(let faults, _))? = try await bench.store.runSchedule("ill", now: bench.now) else {
        throw Unexpected(what: "it was run")
      }
      #expect(faults.map(\.field) == ["job"])
      for isPaused in [true, false] {
        let schedule = try await bench.store.setSchedulePaused("ill", isPaused, now: bench.now)
        #expect(schedule?.spec.isPaused == isPaused && schedule?.fault == Schedule.unreadableJob)
      }
      // What nobody can read stays as it is.
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      #expect(try database.texts("SELECT job FROM schedule WHERE name = 'ill'") == ["zzz"])
      try await pass(bench)
      // Who is limited does not see it, and so does not replace it.
      guard case .hidden = try await bench.store.setSchedule("ill", Self.spec, now: bench.now) else {
        throw Unexpected(what: "it was replaced")
      }
      var whole = Self.spec
      whole.job.limits = nil
      _ = try await bench.store.setSchedule("ill", whole, now: bench.now)
      #expect(try await bench.store.schedule("ill")?.fault == nil)
      try await pass(bench)
      #expect(try await bench.store.schedule("ill")?.firedCount == 1)
      #expect(try await bench.store.deleteSchedule("ill", now: bench.now))
    }
  }
}
