// No read is as long as what it could look at is large: a page ends when its budget is spent, and says where to go on.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ReadBoundTests {
  /// Jobs in several lines: plain, of a lane, of remote workers, parked; with priorities, in two queues.
  private func fill(_ bench: StoreBench) async throws {
    let jobs = (0..<120).map { index in
      NewJob.noop {
        switch index % 4 {
        case 0: $0.work = .shell("true")
        case 1: $0.executor = Lane.remoteExecutor
        case 2: $0.limit = LimitRule(key: "k", max: 1)
        default: break
        }
        $0.queue = index % 3 == 0 ? "a" : "b"
        $0.priority = index % 5 - 2
        $0.tags = index % 7 == 0 ? ["n": "1"] : [:]
      }
    }
    let ids = try await bench.insert(jobs).map(\.id)
    _ = try await bench.claim(1)
    // Several at each moment.
    for (index, id) in ids.enumerated() where index % 5 == 1 {
      _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
      if index % 3 == 0 { bench.now = bench.now + 10 }
    }
  }

  private var filters: [JobFilter] {
    [
      { _ in }, { $0.tags = ["n": "1"] }, { $0.kind = .shell }, { $0.queue = "a" }, { $0.nameGlob = "job-1*" },
      { $0.text = "true" }, { $0.reason = .cancel },
    ].map {
      (change: (inout JobFilter) -> Void) in
      var filter = JobFilter()
      change(&filter)
      return filter
    }
  }

  private func page(
    _ bench: StoreBench, _ filter: JobFilter, _ order: JobOrder, _ budget: ReadBudget, limit: Int, after: JobCursor?
  ) async throws -> (ids: [JobID], next: JobCursor?, work: Int64) {
    guard let store = bench.store as? SQLiteStore else { throw Unexpected(what: "another store") }
    return try await store.readers.read { connection throws(StoreError) in
      let before = connection.work
      let listing = JobListing(connection: connection, filter: filter, budget: budget)
      let page = try listing.page(order, limit: limit, after: after)
      return (page.places.map(\.id), page.next, connection.work - before)
    }
  }

  @Test(arguments: [1, 3, 50], [JobOrder.newest, .oldest, .priority, .finished])
  func pagesOfAnyBudgetTogetherAreTheList(_ rows: Int, _ order: JobOrder) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await fill(bench)
      for filter in filters {
        let whole = try await bench.store.jobs(filter, order: order, limit: 1_000, after: nil)
        #expect(whole.next == nil)
        var ids: [JobID] = []
        var cursor: JobCursor?
        var pages = 0
        repeat {
          let budget = ReadBudget(rows: rows, micros: 60_000_000)
          let page = try await page(bench, filter, order, budget, limit: 7, after: cursor)
          #expect(page.ids.count <= min(7, rows))
          ids += page.ids
          cursor = page.next
          pages += 1
        } while cursor != nil && pages < 1_000
        #expect(ids == whole.jobs.map(\.id), "\(order) \(filter)")
      }
    }
  }

  @Test(arguments: [JobOrder.newest, .oldest, .priority])
  func pageLooksAtNoMoreThanItsBudget(_ order: JobOrder) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      _ = try await bench.insert((0..<3_000).map { _ in .noop() })
      var filter = JobFilter()
      filter.nameGlob = "x*"
      let budget = ReadBudget(rows: 100, micros: 60_000_000)
      let page = try await page(bench, filter, order, budget, limit: 10, after: nil)
      #expect(page.ids.isEmpty && page.next != nil)
      // Each row is looked at with its spec, beside those that are read of the index at a time.
      #expect(page.work < 1_000, "\(page.work)")
    }
  }

  @Test(arguments: [JobOrder.newest, .priority])
  func pageThatNobodyWaitsForEnds(_ order: JobOrder) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      _ = try await bench.insert((0..<1_200).map { _ in .noop() })
      let budget = ReadBudget(micros: 60_000_000)
      budget.abandon()
      var filter = JobFilter()
      filter.nameGlob = "x*"
      let page = try await page(bench, filter, order, budget, limit: 10, after: nil)
      #expect(page.next != nil && page.work < 300)
      let late = ReadBudget(micros: 0)
      #expect(try await self.page(bench, filter, order, late, limit: 10, after: nil).next != nil)
    }
  }

  /// A row in which much has to be compared counts for several: with a pattern of hundreds of sets, a thousand names took
  /// long.
  @Test(arguments: [JobOrder.newest, .priority], [true, false])
  func rowsWithLongTextsEndAPageSooner(_ order: JobOrder, _ isNamed: Bool) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let long = String(repeating: "x", count: Limits.nameBytesMax)
      _ = try await bench.insert(
        (0..<400).map { _ in
          .noop {
            $0.name = long
            $0.tags = ["a": long, "b": "1"]
          }
        })
      var filter = JobFilter()
      if isNamed { filter.nameGlob = "*x" } else { filter.tags = ["a": long] }
      let late = ReadBudget(micros: 0)
      let page = try await page(bench, filter, order, late, limit: 1_000, after: nil)
      #expect((1..<400).contains(page.ids.count) && page.next != nil)
      var plain = JobFilter()
      plain.kind = .shell
      #expect(try await self.page(bench, plain, order, ReadBudget(micros: 0), limit: 10, after: nil).next == nil)
    }
  }

  /// Such lists share a reader, and leave the others to who looks for one job.
  @Test func listsWithOneWayIntoTheTableAreNoSearches() {
    func isSearch(_ change: (inout JobFilter) -> Void) -> Bool {
      var filter = JobFilter()
      change(&filter)
      return JobListing.isSearch(filter, .newest)
    }
    #expect(!isSearch { _ in } && !isSearch { $0.states = Set(JobState.allCases) })
    #expect(!isSearch { $0.batch = BatchID(1) } && !isSearch { $0.schedule = "s" } && !isSearch { $0.queue = "q" })
    #expect(!isSearch { $0.tags = ["a": "b"] } && !isSearch { $0.states = [.failed] })
    #expect(!isSearch { $0.limits.queues = ["q"] })
    #expect(isSearch { $0.nameGlob = "*" } && isSearch { $0.kind = .shell } && isSearch { $0.since = .noon })
    #expect(isSearch { $0.until = .noon } && isSearch { $0.tags = ["a": "b", "c": "d"] })
    #expect(isSearch { $0.limits.queues = ["q", "r"] } && isSearch { $0.limits.kinds = [.shell] })
    #expect(isSearch { $0.finishedSince = .noon } && isSearch { $0.finishedUntil = .noon })
    #expect(isSearch { $0.reason = .exit } && isSearch { $0.exitCode = 1 } && isSearch { $0.attempts = 1...1 })
    #expect(isSearch { $0.text = "a" })
    #expect(
      isSearch {
        $0.queue = "q"
        $0.states = [.failed]
      })
  }

  /// In the order of the ends their times are the way.
  @Test func listsOfEndsAreSearchesIfAnythingElseIsAsked() {
    func isSearch(_ change: (inout JobFilter) -> Void) -> Bool {
      var filter = JobFilter()
      change(&filter)
      return JobListing.isSearch(filter, .finished)
    }
    #expect(!isSearch { _ in } && !isSearch { $0.states = JobFilter.finishedStates })
    #expect(!isSearch { $0.finishedSince = .noon } && !isSearch { $0.finishedUntil = .noon })
    #expect(isSearch { $0.states = [.failed] } && isSearch { $0.batch = BatchID(1) } && isSearch { $0.queue = "q" })
    #expect(isSearch { $0.limits.queues = ["q"] } && isSearch { $0.text = "a" })
  }

  @Test(arguments: [JobOrder.newest, .oldest, .priority, .finished])
  func unknownScheduleHasNoJobs(_ order: JobOrder) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await bench.insert()
      var filter = JobFilter()
      filter.schedule = "none"
      let page = try await bench.store.jobs(filter, order: order, limit: 10, after: nil)
      #expect(page.jobs.isEmpty && page.next == nil)
    }
  }

  /// More members than a search may look at: they wait for nothing, so they lead nowhere.
  @Test func jobMayWaitForABatchOfAnySize() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (id, members) = try await bench.batch([.noop { $0.holds = true }], staysOpen: true)
      let outside = try await bench.insert(.noop { $0.holds = true })
      await bench.store.close()
      let count = Limits.cycleSearchMax + 1
      try RawDatabase("\(bench.directory.path)/jobd.sqlite").execute(
        """
        BEGIN;
        WITH RECURSIVE n (i) AS (SELECT 11 UNION ALL SELECT i + 1 FROM n WHERE i < \(count + 9))
        INSERT INTO job (id, state, queue_id, priority, kind, flags, attempt, max_attempts, starts, created_at, batch_id)
        SELECT i, 0, 1, 0, 4, 0, 0, 1, 0, 0, \(id.value) FROM n;
        INSERT INTO job_spec (id, handler) SELECT id, 'noop' FROM job WHERE id > 10;
        UPDATE batch SET counts = '[\(count),0,0,0,0,0,0,0,0,0]';
        UPDATE job_count SET count = \(count + 1) WHERE state = 0;
        UPDATE meta SET value = \(count + 9) WHERE name = 'last_job_id';
        COMMIT;
        """)
      try await bench.reopen()
      let writer = try bench.writer
      let before = try await writer.perform { context throws(StoreError) in context.connection.work }
      var patch = JobPatch()
      patch.after = [Dependency(.batch(id), on: .any)]
      #expect(try await bench.store.update(outside, patch, now: bench.now).isDone)
      let after = try await writer.perform { context throws(StoreError) in context.connection.work }
      #expect(after - before < 200, "\(after - before) for a batch in which nobody waits")
      // A POST says the same, and who would wait for himself is told so by both.
      let job = NewJob.noop { $0.after = [Dependency(.batch(id), on: .any)] }
      try await bench.insert(job)
      let member = try await bench.insert(
        .noop {
          $0.holds = true
          $0.batch = id
        })
      for member in [members[0], member] {
        guard case .invalid(let faults) = try await bench.store.update(member, patch, now: bench.now) else {
          throw Unexpected(what: "a member waits for its batch")
        }
        #expect(faults.map(\.field) == ["after[0].batch"])
      }
      let refusal = try await bench.refusal([
        .noop {
          $0.batch = id
          $0.after = [Dependency(.job(outside))]
        }
      ])
      #expect(refusal.fields == ["after"])
    }
  }
}
