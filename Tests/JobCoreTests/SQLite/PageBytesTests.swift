// No page is as large as what is on it could be: it ends when it has taken its bytes, and says where to go on.

import TestSupport
import Testing

@testable import JobCore

@Suite struct PageBytesTests {
  /// What makes a job long in every list: 32 tags of 256 bytes.
  private let tags = Dictionary(
    uniqueKeysWithValues: (0..<Limits.tagCountMax).map { ("key\($0)", String(repeating: "v", count: 256)) })

  @Test(arguments: [JobOrder.newest, .oldest, .priority])
  func longJobsComeOnShortPages(_ order: JobOrder) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let jobs = (0..<900).map { index in
        NewJob.noop {
          $0.tags = tags
          $0.priority = index % 3
        }
      }
      let inserted = try await bench.insert(jobs).map(\.id)
      var (found, pages): ([JobID], Int) = ([], 0)
      var cursor: JobCursor?
      repeat {
        let page = try await bench.store.jobs(JobFilter(), order: order, limit: 1_000, after: cursor)
        let bytes = page.jobs.reduce(0) { $0 + $1.shownBytes }
        #expect(bytes <= Limits.pageBytesMax + 20_000, "\(bytes)")
        found += page.jobs.map(\.id)
        cursor = page.next
        pages += 1
      } while cursor != nil && pages < 20
      #expect(pages > 1 && found.count == inserted.count && Set(found) == Set(inserted))
      // As the same list has them in pages that are short anyway.
      var short: [JobID] = []
      repeat {
        let page = try await bench.store.jobs(JobFilter(), order: order, limit: 100, after: cursor)
        short += page.jobs.map(\.id)
        cursor = page.next
      } while cursor != nil
      #expect(found == short)
    }
  }

  @Test func longSchedulesComeOnShortPages() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let payload = "\"" + String(repeating: "x", count: 1_000_000) + "\""
      var job = NewJob(.handler(name: "noop", payload: payload))
      job.process.stdin = [UInt8](repeating: 7, count: 2_000_000)
      for name in ["a", "b", "c", "d", "e", "f", "g"] {
        _ = try await bench.store.setSchedule(name, NewSchedule(.every(micros: 10_000_000), job: job), now: bench.now)
      }
      var names: [[String]] = []
      var last: String?
      repeat {
        let page = try await bench.store.schedules(limit: 100, after: last)
        names.append(page.schedules.map(\.schedule.name))
        last = page.next
      } while last != nil && names.count < 10
      #expect(names.flatMap { $0 } == ["a", "b", "c", "d", "e", "f", "g"])
      // On a busy machine the time of a page may be up before its bytes are.
      #expect(names.allSatisfy { (1...5).contains($0.count) }, "\(names)")
    }
  }

  /// Somebody has run the job again by hand, more often than any rule may.
  @Test func longHistoryIsShownFromItsEnd() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.put(in: .failed)
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      try database.execute(
        """
        WITH RECURSIVE n(n) AS (VALUES (2) UNION ALL SELECT n + 1 FROM n WHERE n < 1500)
        INSERT INTO attempt SELECT job_id, n, n, started_at, finished_at, outcome, exit_code, signal, error_code,
          error_message, pid, stdout_bytes, stderr_bytes, is_log_truncated, result, http, end_mark FROM attempt, n
        WHERE job_id = \(id.value) AND start = 1;
        UPDATE job SET attempt = 1500, starts = 1500, max_attempts = 1500 WHERE id = \(id.value);
        """)
      let attempts = try #require(try await bench.store.detail(id)).attempts
      #expect(attempts.map(\.start) == Array((1_501 - Limits.attemptsShownMax)...1_500))
      // The log of an older one is still there.
      #expect(try await bench.store.start(of: 3, of: id)?.start == 3)
      #expect(try await bench.store.start(of: 1_501, of: id) == nil)
    }
  }

  @Test func longResultsComeOnShortPages() async throws {
    try await EngineBench.run { bench async throws in
      let payload = "\"" + String(repeating: "x", count: 60_000) + "\""
      let jobs = [NewJob](repeating: NewJob(.handler(name: "echo", payload: payload)), count: 100)
      guard case .created(let batch, let ids) = try await bench.queue.createBatch(NewBatch(jobs: jobs)) else {
        throw Unexpected(what: "no batch")
      }
      let ended = try await bench.queue.wait(batch.id, until: .all, timeoutMicros: 60_000_000)
      #expect(ended.counts[.succeeded] == 100)
      let first = try await bench.queue.batchResults(batch.id, limit: 1_000, after: nil)
      #expect(first.entries.count == 70 && first.next == ids[69], "\(first.entries.count)")
      let second = try await bench.queue.batchResults(batch.id, limit: 1_000, after: first.next)
      #expect(second.entries.map(\.job.id) == Array(ids[70...]) && second.next == nil)
    }
  }
}
