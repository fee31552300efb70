// What the processes of a schedule's jobs read: bytes in, bytes out, beside the schedule and not among its text.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ScheduledInputTests {
  private let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }

  private func spec(_ stdin: [UInt8]?, then: [UInt8]?) -> NewSchedule {
    var follow = NewJob.shell("cat")
    follow.process.stdin = then
    var job = NewJob.shell("cat")
    job.process.stdin = stdin
    job.then = [FollowUp(on: .any, .noop()), FollowUp(on: .any, follow)]
    return NewSchedule(.every(micros: 10_000_000), job: job)
  }

  private func set(_ bench: StoreBench, _ spec: NewSchedule) async throws -> Schedule {
    guard case .done(let schedule) = try await bench.store.setSchedule("s", spec, now: bench.now) else {
      throw Unexpected(what: "the schedule was refused")
    }
    return schedule
  }

  /// The jobs of the next firing: the first, and its follow-ups.
  private func fire(_ bench: StoreBench) async throws -> [NewJob] {
    let before = try await bench.store.ids(JobFilter(), limit: 100, after: nil).count
    bench.now = bench.now + 10_000_000
    bench.store.promoteDue(now: bench.now)
    try await bench.store.ping()
    var specs: [NewJob] = []
    for id in try await bench.store.ids(JobFilter(), limit: 100, after: nil).dropFirst(before) {
      specs.append(try #require(try await bench.store.detail(id)).spec)
      _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
    }
    return specs
  }

  @Test func bytesReachTheJobsOfEachFiring() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let wanted = spec(bytes, then: [0, 255])
      #expect(try await set(bench, wanted).spec.job == wanted.job)
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      let length = try database.texts("SELECT length(job) FROM schedule")
      #expect(try #require(length.first.flatMap { Int($0) }) < 5_000, "the bytes are spelled out")
      for _ in 0..<2 {
        #expect(try await bench.store.schedule("s")?.spec.job == wanted.job)
        let listed = try await bench.store.schedules(limit: 10, after: nil)
        #expect(listed.schedules.map(\.inputBytes) == [[0: bytes.count, 2: 2]] && listed.next == nil)
        #expect(listed.schedules.map(\.schedule.spec.job) == [ScheduledInput.removed(from: wanted.job)])
        #expect(try await fire(bench).map(\.process.stdin) == [bytes, nil, [0, 255]])
        guard case .created(let jobs, _)? = try await bench.store.runSchedule("s", now: bench.now) else {
          throw Unexpected(what: "it did not run")
        }
        #expect(try await bench.store.detail(jobs[0].id)?.spec.process.stdin == bytes)
        _ = try await bench.store.cancel(jobs[0].id, CancelOptions(), now: bench.now)
        #expect(try await bench.store.setSchedulePaused("s", true, now: bench.now)?.spec.job == wanted.job)
        #expect(try await bench.store.setSchedulePaused("s", true, now: bench.now)?.spec.job == wanted.job)
        _ = try await bench.store.setSchedulePaused("s", false, now: bench.now)
        try await bench.reopen()
      }
    }
  }

  @Test func bytesGoWithTheirSchedule() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      _ = try await set(bench, spec(bytes, then: [1]))
      _ = try await set(bench, spec(nil, then: []))
      #expect(try database.texts("SELECT position, length(data) FROM schedule_stdin") == ["2|0"])
      #expect(try await fire(bench).map(\.process.stdin) == [nil, nil, []])
      #expect(try await bench.store.deleteSchedule("s", now: bench.now))
      #expect(try database.texts("SELECT count(*) FROM schedule_stdin") == ["0"])
    }
  }
}
