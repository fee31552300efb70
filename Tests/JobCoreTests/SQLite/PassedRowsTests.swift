// Rows that nobody can read, where they stand in line: those behind them start, and each is said once.

import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite struct PassedRowsTests {
  @Test func thoseBehindOneStart() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ids = try await bench.insert([.noop(), .noop(), .noop(), .noop()]).map(\.id)
      for id in [ids[0], ids[1]] { try bench.makeUnreadable(id) }
      #expect(try await bench.claim(1).map(\.id) == [ids[2]])
      #expect(try await bench.claim(8).map(\.id) == [ids[3]])
      #expect(try await bench.claim(8).isEmpty)
      // Nobody looks any more into a lane that seemed empty; the next start does.
      try bench.database?.execute("UPDATE job SET reason = NULL")
      try await bench.reopen()
      #expect(try await bench.claim(8).map(\.id) == [ids[0], ids[1]])
    }
  }

  /// One priority after the other is looked at there.
  @Test func thoseOfALowerPriorityStartInAQueueThatAges() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var change = QueueChange()
      change.agingMicros = .set(1_000_000)
      _ = try await bench.store.setQueue("default", change, now: bench.now)
      let ids = try await bench.insert((0..<3).map { index in .noop { $0.priority = 9 - index / 2 } }).map(\.id)
      for id in ids.prefix(2) { try bench.makeUnreadable(id) }
      #expect(try await bench.claim(1).map(\.id) == [ids[2]])
    }
  }

  @Test func remoteWorkersAreGivenThoseBehindOne() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      let ids = try await bench.insert([.far(), .far()]).map(\.id)
      try bench.makeUnreadable(ids[0])
      #expect(try await remote.claim().map(\.job) == [ids[1]])
    }
  }

  /// Those that wait for their key stand in a line of their own.
  @Test func thoseBehindOneOfItsLimitKeyStart() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let limited = NewJob.noop { $0.limit = LimitRule(key: "k", max: 2) }
      let ids = try await bench.insert([limited, limited, limited, limited]).map(\.id)
      let running = try await bench.claim(8)
      #expect(running.map(\.id) == [ids[0], ids[1]])
      try bench.makeUnreadable(ids[2])
      try await bench.end(running[0], .exited(code: 0))
      #expect(try await bench.claim(8).map(\.id) == [ids[3]])
    }
  }

  @Test func eachIsSaidOnce() {
    let lines = Noted<[NotedLine]>([])
    var passed = PassedRows(Logger(label: "test") { _ in NotingLogHandler(lines: lines) })
    for id: Int64 in [7, 8, 7] { passed.note(id, .unreadable(statement: "job.reason", message: "99 is not a reason")) }
    #expect(lines.value.compactMap { $0.metadata[LogKeys.jobID] } == ["7", "8"])
    for id: Int64 in [7, 8, 7] { passed.noteRecounted(id) }
    #expect(lines.value.compactMap { $0.metadata[LogKeys.batchID] } == ["7", "8"])
  }
}
