// Jobs that are written as running: nobody can tell them from those that were queued first, but for what it costs.

import TestSupport
import Testing

@testable import JobCore

@Suite struct AtOnceTests {
  /// One of each kind of thing that a row of a job says.
  private static let jobs: [NewJob] = [
    .noop(), .shell("true"),
    .noop {
      $0.name = "named"
      $0.priority = 7
      $0.timeoutMicros = 5_000_000
      $0.graceMicros = 1
      $0.deadline = Timestamp(micros: 4_000_000_000_000_000)
      $0.retry.maxAttempts = 3
      $0.isShielded = true
      $0.tags = ["a": "b"]
      $0.slotsNeeded = 2
      $0.keepForMicros = 9
      $0.submittedBy = "uid:0"
    },
    .shell("cat") {
      $0.process.stdin = [1, 0, 255]
      $0.process.environment = ["K": "V"]
      $0.process.workingDirectory = "/tmp"
      $0.start = .after(micros: 0)
      $0.then = [FollowUp(.noop())]
      $0.callbacks = [Callback(.command(["true"]))]
    },
  ]

  private static func described(_ job: ClaimedJob) -> String {
    var text = ""
    dump(job, to: &text)
    return text
  }

  /// Rows and statements that a submission costs, with its claim.
  private func work(_ bench: StoreBench, _ body: () async throws -> Void) async throws -> Int64 {
    let before = try await bench.writer.perform { context throws(StoreError) in context.connection.work }
    try await body()
    return try await bench.writer.perform { context throws(StoreError) in context.connection.work } - before
  }

  @Test(arguments: jobs.indices) func whatStartsIsWhatAClaimOfItsRowsGives(_ index: Int) async throws {
    let job = Self.jobs[index]
    let fromRows = try await StoreKind.sqlite.withStore { bench async throws in
      try await bench.insert(job)
      return Self.described(try #require(try await bench.claim(3).first))
    }
    let (atOnce, row) = try await StoreKind.sqlite.withStore { bench async throws in
      let waiting = bench.beginClaim(3)
      let id = try await bench.insert(job)
      return (Self.described(try #require(try await waiting.value.first)), try await bench.job(id))
    }
    #expect(atOnce == fromRows)
    #expect(row.state == .running && row.starts == 1 && row.attempt == 1 && row.startedAt == row.createdAt)
  }

  @Test func itCostsOneWriteLess() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let first = bench.beginClaim(1)
      try await bench.insert()
      let running = try await first.value
      let queued = try await work(bench) {
        try await bench.insert()
        _ = try await bench.claim(1)
      }
      let waiting = bench.beginClaim(1)
      let atOnce = try await work(bench) {
        try await bench.insert()
        _ = try await waiting.value
      }
      #expect(running.count == 1)
      #expect(atOnce < queued, "\(atOnce), not less than \(queued)")
    }
  }

  @Test func eventsAreThoseOfAnyOtherJob() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let waiting = bench.beginClaim(2)
      let ids = try await bench.insert([.noop(), .noop { $0.priority = 1 }]).map(\.id)
      // In the order in which a claim gives them.
      #expect(try await waiting.value.map(\.id) == [ids[1], ids[0]])
      for id in ids {
        let events = bench.told.events.filter { $0.job == id }
        #expect(events.map(\.state) == [.queued, .running])
        #expect(events.map(\.attempt) == [0, 1])
      }
      #expect(try await bench.counts() == [.running: 2])
    }
  }

  @Test func withOthersInLineTheClaimDecides() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var paused = QueueSettings()
      paused.isPaused = true
      try await bench.store.setQueue("later", paused, now: bench.now)
      let first = try await bench.insert(.noop { $0.queue = "later" })
      let waiting = bench.beginClaim(1)
      let second = try await bench.insert(.noop())
      #expect(try await waiting.value.map(\.id) == [second])
      #expect(try await bench.state(first) == .queued)
    }
  }

  @Test func ofMoreThanThereIsRoomForTheBestStart() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let waiting = bench.beginClaim(1)
      let ids = try await bench.insert([.noop(), .noop { $0.priority = 5 }]).map(\.id)
      #expect(try await waiting.value.map(\.id) == [ids[1]])
      #expect(try await bench.state(ids[0]) == .queued)
      #expect(try await bench.claim(1).map(\.id) == [ids[0]])
    }
  }

  /// What keeps a job from starting keeps it from starting at once.
  @Test func whatIsHinderedDoesNotStart() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var limited = QueueSettings()
      limited.defaultTimeoutMicros = 0
      try await bench.store.setQueue("none", limited, now: bench.now)
      let parent = try await bench.insert(.noop { $0.holds = true })
      let hindered: [NewJob] = [
        .noop { $0.holds = true }, .noop { $0.start = .after(micros: 1) },
        .noop { $0.after = [Dependency(.job(parent))] },
        .noop { $0.queue = "none" }, .noop { $0.timeoutMicros = -1 },
        .noop { $0.deadline = Timestamp(micros: 1) },
      ]
      for job in hindered {
        let waiting = bench.beginClaim(5)
        let id = try await bench.insert(job)
        try await bench.store.ping()
        let state = try await bench.state(id)
        #expect(state != .running, "\(job)")
        bench.store.withdrawClaim()
        #expect(try await waiting.value.isEmpty)
      }
    }
  }

  @Test func aSubmissionThatFailsLeavesTheClaimWaiting() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let waiting = bench.beginClaim(1)
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      try database.execute("CREATE TRIGGER broken BEFORE INSERT ON job_spec BEGIN SELECT RAISE(ABORT, 'no'); END")
      await #expect(throws: StoreError.self) { _ = try await bench.insert([.noop()]) }
      try database.execute("DROP TRIGGER broken")
      let id = try await bench.insert()
      #expect(try await waiting.value.map(\.id) == [id])
      #expect(try await bench.counts() == [.running: 1])
    }
  }

  /// Of several submissions in one transaction each takes its part of the room.
  @Test func submissionsOfOneTransactionShareTheRoom() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let waiting = bench.beginClaim(2)
      let ids = try await bench.writer.perform { context throws(StoreError) in
        var ids: [JobID] = []
        for priority in [0, 0, 9] {
          let job = NewJob.noop { $0.priority = priority }
          if case .created(let jobs, _) = try Submit.jobs([job], idempotency: nil, context) {
            ids += jobs.map(\.id)
          }
        }
        return ids
      }
      // The third came when there was no room any more, whatever its priority.
      #expect(try await waiting.value.map(\.id) == Array(ids.prefix(2)))
      #expect(try await bench.state(ids[2]) == .queued)
      #expect(try await bench.claim(5).map(\.id) == [ids[2]])
    }
  }

  @Test func aClaimThatIsWithdrawnTakesWhatHasStarted() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let waiting = bench.beginClaim(2)
      let writer = try bench.writer
      writer.post(
        StoreOperation(
          patience: .none,
          execute: { context throws(StoreError) in
            _ = try Submit.jobs([.noop()], idempotency: nil, context)
            return Claim.withdraw(context)
          }, fail: { Issue.record("\($0)") }))
      #expect(try await waiting.value.count == 1)
    }
  }
}
