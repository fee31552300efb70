// Due times are work as rows are: a transaction that has reckoned many of them leaves the other schedules to the next.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ScheduleWorkTests {
  @Test func longReckoningIsSpreadOverTransactions() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var spec = NewSchedule(.cron("* * * * * *"), timeZone: "Europe/Berlin", job: .noop())
      spec.catchUp = .none
      let names = (0..<8).map { "s\($0)" }
      for name in names { _ = try await bench.store.setSchedule(name, spec, now: bench.now) }
      // Twenty minutes of seconds were missed.
      bench.now = bench.now + 1_200_000_000
      func waiting() async throws -> Int {
        var count = 0
        for name in names {
          if try #require(try await bench.store.schedule(name)?.nextAt) <= bench.now { count += 1 }
        }
        return count
      }
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
      let left = try await waiting()
      #expect(left > 0 && left < names.count, "\(left) of \(names.count) are left")
      for _ in names {
        bench.store.promoteDue(now: bench.now)
        try await bench.store.ping()
      }
      #expect(try await waiting() == 0)
    }
  }
}
