// No transaction is as long as what is behind it is large: whatever a verb reaches, each transaction goes through a
// bounded number of rows and statements, and the rest follows in the next ones. Counted, not timed: the count is the same
// on every machine.

import TestSupport
import Testing

@testable import JobCore

@Suite struct TransactionBoundTests {
  /// So many that one transaction for all of them would go through several times what one may.
  private static let count = 4_000

  /// Runs `body` and expects that none of its transactions was long.
  private func expectShort(
    _ bench: StoreBench, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
  ) async throws {
    let writer = try bench.writer
    try await writer.perform { context throws(StoreError) in context.course.piece.largestWork = 0 }
    try await body()
    let largest = try await writer.perform { context throws(StoreError) in context.course.piece.largestWork }
    // What it may do when it has done enough: the page it is at, and a claim.
    #expect(largest <= 2 * Limits.transactionWorkMax, sourceLocation: sourceLocation)
    #expect(largest > 100, "nothing was done", sourceLocation: sourceLocation)
  }

  private func expectCounts(
    _ bench: StoreBench, _ wanted: [JobState: Int], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await eventually(within: .seconds(60), "\(wanted)", sourceLocation: sourceLocation) {
      try await bench.counts() == wanted
    }
  }

  private func many(_ change: (inout NewJob) -> Void = { _ in }) -> [NewJob] {
    (0..<Self.count).map { _ in .noop(change) }
  }

  @Test func releaseOfFollowUps() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.start()
      _ = try await bench.insert(many { $0.after = [Dependency(.job(parent.id))] })
      try await expectShort(bench) {
        try await bench.end(parent, .exited(code: 0))
        try await expectCounts(bench, [.succeeded: 1, .queued: Self.count])
      }
    }
  }

  @Test func followUpsThatCanNoLongerStart() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.start()
      let then = [FollowUp(.noop())]
      _ = try await bench.insert(
        many {
          $0.after = [Dependency(.job(parent.id))]
          $0.then = then
        })
      try await expectShort(bench) {
        try await bench.end(parent, .exited(code: 1))
        try await expectCounts(bench, [.failed: 1, .skipped: 2 * Self.count])
      }
    }
  }

  @Test func followUpsOfABatchThatIsCancelled() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (id, _) = try await bench.batch(many())
      _ = try await bench.insert(many { $0.after = [Dependency(.batch(id), on: .any)] })
      let waiting = bench.beginClaim(1)
      bench.store.withdrawClaim()
      for job in try await waiting.value { try await bench.end(job, .exited(code: 0)) }
      try await expectShort(bench) {
        _ = try await bench.store.cancelBatch(id, reason: "r", now: bench.now)
        try await expectCounts(bench, [.succeeded: 1, .cancelled: Self.count - 1, .queued: Self.count])
      }
    }
  }

  @Test func cancelRetryAndDeleteOfMany() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let ids = try await bench.insert(many()).map(\.id)
      for (verb, wanted) in [
        (BulkVerb.cancel, [.cancelled: Self.count]), (.retry, [.queued: Self.count]),
        (.cancel, [.cancelled: Self.count]), (.delete, [:]),
      ] as [(BulkVerb, [JobState: Int])] {
        try await expectShort(bench) {
          var (passed, steps) = (0, 0)
          while passed < ids.count {
            let step = try await bench.store.bulk(verb, Array(ids[passed...]), now: bench.now)
            #expect(step.passed > 0 && step.count == step.passed)
            passed += step.passed
            steps += 1
          }
          // What is read ahead is not so much that nothing can be done with it.
          #expect(steps <= Self.count / 100)
        }
        try await expectCounts(bench, wanted)
      }
    }
  }

  @Test func removalOfAParentOfMany() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let parent = try await bench.start()
      let late = bench.now + 1_000_000_000_000
      let children = try await bench.insert(many { $0.after = [Dependency(.job(parent.id))] }).map(\.id)
      try await bench.end(parent, .exited(code: 1))
      try await expectCounts(bench, [.failed: 1, .skipped: Self.count])
      _ = try await bench.store.move(children[Self.count - 1], .retry, now: bench.now)
      try await expectShort(bench) {
        let answer = try await bench.store.delete(parent.id, now: bench.now)
        guard case .needed(by: children[Self.count - 1]) = answer else {
          throw Unexpected(what: "\(answer)")
        }
      }
      _ = try await bench.store.cancel(children[Self.count - 1], CancelOptions(), now: bench.now)
      try await expectShort(bench) {
        let answer = try await bench.store.delete(parent.id, now: bench.now)
        #expect(answer.isDone)
      }
      try await expectShort(bench) {
        while try await bench.store.nextExpiry() != nil {
          _ = try await bench.store.prune(now: late, limit: Self.count)
        }
      }
      try await expectCounts(bench, [:])
    }
  }

  @Test func deadlinesAndDueTimesOfMany() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let deadline = bench.now + 10
      _ = try await bench.insert(many { $0.deadline = deadline })
      _ = try await bench.insert(many { $0.start = .after(micros: 10) })
      let waiting = bench.beginClaim(Self.count)
      for job in try await waiting.value { try await bench.end(job, .exited(code: 0)) }
      let done = try await bench.counts()[.succeeded] ?? 0
      #expect(done == Limits.claimTogetherMax)
      bench.now = bench.now + 20
      try await expectShort(bench) {
        while let due = bench.told.nextDue, due <= bench.now {
          bench.store.promoteDue(now: bench.now)
          try await bench.store.ping()
        }
      }
      try await expectCounts(bench, [.succeeded: done, .failed: Self.count - done, .queued: Self.count])
    }
  }

  @Test func changeOfABusyKey() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      _ = try await bench.insert(many { $0.limit = LimitRule(key: "k", max: 1) })
      let waiting = bench.beginClaim(Self.count)
      #expect(try await waiting.value.count == 1)
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      func shown() throws -> [String] {
        try database.texts("SELECT count(*) FROM job WHERE state = 3 AND is_parked = 0")
      }
      for max in [Self.count, 3] {
        try await expectShort(bench) {
          let other = NewJob.noop { $0.limit = LimitRule(key: "k", max: max) }
          // Whoever waits for work makes the lines be looked at, to their end.
          let waiting = bench.beginClaim(0)
          try await bench.insert(other)
          try await eventually { try shown() == ["\(max - 1)"] }
          bench.store.withdrawClaim()
          #expect(try await waiting.value.isEmpty)
        }
      }
    }
  }

  @Test func attemptsElsewhere() async throws {
    try await StoreKind.sqlite.withRemoteStore { bench, remote in
      _ = try await bench.insert(
        many {
          $0.work = .handler(name: "far", payload: nil)
          $0.executor = Lane.remoteExecutor
          $0.retry = .attempts(2)
        })
      var claims: [RemoteClaim] = []
      try await expectShort(bench) {
        while claims.count < Self.count { claims += try await remote.claim(max: 100) }
      }
      let half = claims.prefix(Self.count / 2)
      try await expectShort(bench) {
        let ends = half.map { RemoteEnding(fence: $0.fence, end: .completed(result: nil), fingerprint: [1]) }
        let answers = try await remote.store.endRemote(ends, now: bench.now)
        let ended = answers.count { if case .ended = $0 { true } else { false } }
        #expect(ended == half.count)
      }
      // The leases of the others run out, all at once.
      bench.now = bench.now + 1_000_000_000
      try await expectShort(bench) {
        while let due = bench.told.nextDue, due <= bench.now {
          bench.store.promoteDue(now: bench.now)
          try await bench.store.ping()
        }
      }
      let rest = Self.count - half.count
      try await eventually { try await bench.counts() == [.succeeded: half.count, .retrying: rest] }
    }
  }

  @Test func jobsThatStartByThemselves() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      _ = try await bench.insert(.noop { $0.holds = true })
      try await bench.store.setQueue("default", QueueSettings(isPaused: true), now: bench.now)
      _ = try await bench.insert(many { $0.work = .external })
      try await expectShort(bench) {
        _ = try await bench.store.setQueuePaused("default", false, now: bench.now)
        try await expectCounts(bench, [.held: 1, .running: Self.count])
      }
    }
  }

  @Test func firingsThatWereMissed() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var spec = NewSchedule(.every(micros: 1_000_000), job: .noop { $0.tags = ["a": "1", "b": "2", "c": "3"] })
      spec.catchUp = .all
      spec.overlap = .queue
      _ = try await bench.store.setSchedule("s", spec, now: bench.now)
      bench.now = bench.now + 900_000_000
      try await expectShort(bench) {
        while let due = bench.told.nextDue, due <= bench.now {
          bench.store.promoteDue(now: bench.now)
          try await bench.store.ping()
        }
      }
      #expect(try await bench.store.schedule("s")?.firedCount == 900)
      #expect(try await bench.counts().values.reduce(0, +) == 900)
    }
  }

  /// So many due times that have fired, and the jobs of which are gone.
  private func remember(_ count: Int, of schedule: Int, _ bench: StoreBench) throws {
    let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
    try database.execute(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
      INSERT INTO firing (schedule_id, due_at, job_id) SELECT \(schedule), i, 0 FROM n
      """)
  }

  private func remembered(_ bench: StoreBench) throws -> [String] {
    try RawDatabase("\(bench.directory.path)/jobd.sqlite").texts("SELECT count(*) FROM firing")
  }

  @Test func oldFiringsAreForgottenALittleAtATime() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var spec = NewSchedule(.every(micros: 1_000_000), job: .noop())
      spec.overlap = .queue
      _ = try await bench.store.setSchedule("s", spec, now: bench.now)
      try remember(5 * Self.count, of: 1, bench)
      try await expectShort(bench) {
        bench.now = bench.now + 1_000_000
        bench.store.promoteDue(now: bench.now)
        try await eventually(within: .seconds(60)) { try self.remembered(bench) == ["1"] }
      }
    }
  }

  @Test func removedSchedulesGoALittleAtATime() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      _ = try await bench.store.setSchedule("s", NewSchedule(.every(micros: 1_000_000), job: .noop()), now: bench.now)
      try remember(5 * Self.count, of: 1, bench)
      try await expectShort(bench) {
        #expect(try await bench.store.deleteSchedule("s", now: bench.now))
        let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
        try await eventually(within: .seconds(60)) {
          try database.texts("SELECT (SELECT count(*) FROM firing) + (SELECT count(*) FROM schedule)") == ["0"]
        }
      }
    }
  }

  @Test func batchThatManyHaveCeasedToWaitFor() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (id, _) = try await bench.batch([], staysOpen: true)
      let ids = try await bench.insert(many { $0.after = [Dependency(.batch(id))] }).map(\.id)
      let last = try await bench.insert(.noop { $0.after = [Dependency(.batch(id))] })
      var passed = 0
      while passed < ids.count {
        passed += try await bench.store.bulk(.cancel, Array(ids[passed...]), now: bench.now).passed
      }
      // The children stay: only the batch has expired.
      try RawDatabase("\(bench.directory.path)/jobd.sqlite").execute("UPDATE job SET expires_at = NULL")
      func prune() async throws {
        bench.now = bench.now + 10 * StoreBench.keepForMicros
        while let next = try await bench.store.nextExpiry(), next <= bench.now {
          _ = try await bench.store.prune(now: bench.now, limit: 10)
        }
      }
      try await expectShort(bench) { try await prune() }
      #expect(try await bench.store.batch(id) != nil)
      _ = try await bench.store.cancel(last, CancelOptions(), now: bench.now)
      try RawDatabase("\(bench.directory.path)/jobd.sqlite").execute("UPDATE job SET expires_at = NULL")
      try await prune()
      #expect(try await bench.store.batch(id) == nil)
    }
  }

  @Test func queuesAreReadWithoutALookAtWhatRuns() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      _ = try await bench.insert(many { $0.work = .external })
      try await expectCounts(bench, [.running: Self.count])
      let connection = try SQLiteConnection(path: "\(bench.directory.path)/jobd.sqlite", isReader: true)
      defer { connection.close() }
      let before = connection.work
      let queues = try JobReading(connection: connection).queues(slotsTaken: [1: 3])
      #expect(connection.work - before < 100)
      #expect(queues.map(\.slotsUsed) == [3] && queues.map(\.counts) == [[.running: Self.count]])
    }
  }

  /// What is submitted together is stored together, however long that takes.
  @Test func oneSubmissionIsOneTransaction() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let path = "\(bench.directory.path)/jobd.sqlite-wal"
      let before = try WALFile.commits(path)
      _ = try await bench.insert(many())
      #expect(try WALFile.commits(path) == before + 1)
    }
  }
}
