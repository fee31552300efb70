// Retention: what has expired goes, with its files; on a full disk its files go first.

import Glibc
import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite(.timeLimit(.minutes(5))) struct UpkeepTests {
  /// No write of the store's goes through.
  private func fill(_ bench: EngineBench) -> DiskFault {
    DiskFault(.write, of: "\(bench.directory)/jobd.sqlite-wal", ENOSPC)
  }

  @Test func finishedJobsAreRemovedWhenTheirTimeHasPassed() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      let id = try await bench.submit(.shell("echo x") { $0.keepForMicros = 100_000_000 })
      _ = try await bench.end(of: id)
      let path = bench.queue.files.paths(id, start: 1).stdout
      #expect(FileSize.bytes(at: path) == 2)
      clock.advance(byMicros: 200_000_000)
      try await eventually("expired and still there") {
        do throws(JobError) { _ = try await bench.queue.job(id) } catch { return error == .notFound(id) }
        return false
      }
      try await eventually("the log stayed") { FileSize.bytes(at: path) == 0 }
    }
  }

  @Test func finishedJobsAreRemovedAfterTheClockWasSetBack() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      func isGone(_ id: JobID) async throws -> Bool {
        do throws(JobError) { _ = try await bench.queue.job(id) } catch { return error == .notFound(id) }
        return false
      }
      let short = NewJob.noop { $0.keepForMicros = 1_000_000 }
      let first = try await bench.finish(short).id
      clock.advance(byMicros: 2_000_000)
      try await eventually("expired and still there") { try await isGone(first) }
      let back = Timestamp.noon - 3_600_000_000
      clock.turn(to: back)
      let second = try await bench.finish(short).id
      let soon = back + 62_000_000
      try await eventually("nobody looks before the clock has caught up") { clock.moments.contains { $0 <= soon } }
      clock.turn(to: soon)
      try await eventually("expired and still there") { try await isGone(second) }
    }
  }

  /// One that cannot be read stays, is spoken of once, and is not looked at before the next alarm.
  @Test func oneThatCannotBeReadNeitherStaysInTheWayNorKeepsUpkeepBusy() async throws {
    let (clock, lines) = (ManualClock(), Noted<[NotedLine]>([]))
    let logger = Logger(label: "test") { _ in NotingLogHandler(lines: lines) }
    try await EngineBench.run(clock: clock, logger: logger) { bench async throws in
      let ill = try await bench.finish(.noop { $0.keepForMicros = 1_000_000 }).id
      let other = try await bench.finish(.noop { $0.keepForMicros = 2_000_000 }).id
      try RawDatabase("\(bench.directory)/jobd.sqlite").execute("UPDATE job SET reason = 99 WHERE id = \(ill)")
      for _ in 0..<2 {
        clock.advance(byMicros: 120_000_000)
        let next = clock.now() + Limits.pruneEveryMicros
        try await eventually("it is looked at without end") { clock.moments.contains(next) }
      }
      let left = try RawDatabase("\(bench.directory)/jobd.sqlite").texts("SELECT id FROM job")
      #expect(left == ["\(ill)"], "\(other) is to have gone")
      #expect(lines.value.filter { $0.metadata[LogKeys.due] != nil }.count == 1)
      #expect(!lines.value.contains { $0.message.hasPrefix("cannot remove") })
    }
  }

  @Test func outputOfExpiredJobsGoesBeforeThem() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench in
      let job = try await bench.finish(.shell("echo on") { $0.keepForMicros = 1_000_000 })
      let path = bench.queue.files.paths(job.id, start: 1).stdout
      let full = fill(bench)
      clock.advance(byMicros: 120_000_000)
      try await eventually("its output is gone") { !RegularFile.isThere(path) }
      #expect(try await bench.queue.job(job.id).state == .succeeded)
      full.heal()
    }
  }

  @Test func outputOfAllThatHasExpiredGoesHoweverMuchItIs() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench in
      // More than are looked at together stand before it.
      let early = NewJob.noop { $0.keepForMicros = 1_000_000 }
      guard case .created(let ids) = try await bench.queue.submit([NewJob](repeating: early, count: 700)) else {
        throw Unexpected(what: "not created")
      }
      for id in ids { _ = try await bench.end(of: id) }
      let last = try await bench.finish(.shell("echo on") { $0.keepForMicros = 2_000_000 })
      let path = bench.queue.files.paths(last.id, start: 1).stdout
      let full = fill(bench)
      clock.advance(byMicros: 120_000_000)
      try await eventually("its output is gone") { !RegularFile.isThere(path) }
      full.heal()
    }
  }
}
