// What every store does with the ends of attempts: each transition, its history, and the fence that stale ones meet.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformanceApplyTests {
  @Test(arguments: StoreKind.all) func staleFenceChangesNothing(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start()
      let before = try await bench.job(claimed.id)
      bench.told.clear()
      let good = bench.transition(claimed, .exited(code: 0))
      let fence = claimed.fence
      let stale = [
        Fence(job: fence.job, start: fence.start + 1, boot: fence.boot),
        Fence(job: fence.job, start: fence.start - 1, boot: fence.boot),
        Fence(job: fence.job, start: fence.start, boot: fence.boot + 1),
        Fence(job: JobID(99), start: fence.start, boot: fence.boot),
      ]
      for fence in stale {
        var transition = good
        transition.fence = fence
        #expect(try await bench.store.apply(transition, now: bench.now) == false)
        bench.store.record(ProcessRecord(pid: 7, startTicks: 8), of: fence)
      }
      try await bench.store.ping()
      #expect(try await bench.job(claimed.id) == before)
      #expect(bench.told.events.isEmpty)
      #expect(try await bench.store.apply(good, now: bench.now))
      #expect(try await bench.store.apply(good, now: bench.now) == false)
      #expect(try await bench.store.detail(claimed.id)?.attempts.count == 1)
      #expect(bench.told.events.count == 1)
    }
  }

  @Test(arguments: StoreKind.all) func attemptOfAnEarlierStartIsStaleAfterARetry(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = try await bench.start(.noop { $0.retry = .attempts(3) })
      try await bench.end(first, .exited(code: 1))
      bench.now = bench.now + 1_000_000
      let second = try #require(try await bench.claim().first)
      #expect(second.fence.start == 2)
      #expect(try await bench.end(first, .exited(code: 0)) == false)
      #expect(try await bench.state(first.id) == .running)
      #expect(try await bench.end(second, .exited(code: 0)))
    }
  }

  @Test(arguments: StoreKind.all) func eachOutcomeIsRecorded(_ kind: StoreKind) async throws {
    let cases: [(Outcome, StopCause?, JobState, Reason?, AttemptOutcome)] = [
      (.exited(code: 0), nil, .succeeded, nil, .succeeded),
      (.exited(code: 7), nil, .failed, .exit, .failed),
      (.signaled(11), nil, .failed, .signal, .failed),
      (.signaled(15), .timeout, .failed, .timeout, .timedOut),
      (.signaled(15), .deadline, .failed, .timeout, .timedOut),
      (.signaled(9), .cancel, .cancelled, .cancel, .cancelled),
      (.stopped, .shutdown, .queued, nil, .interrupted),
      (.threw(JobFailure(code: "c", message: "m")), nil, .failed, .error, .failed),
      (.spawnFailed(JobFailure(code: "ENOENT", message: "m")), nil, .failed, .spawn, .failed),
      (.resourceShortage(JobFailure(code: "EAGAIN", message: "m")), nil, .retrying, .spawn, .notStarted),
      (.lost, nil, .failed, .lost, .lost),
      (.returned(result: Array("{}".utf8)), nil, .succeeded, nil, .succeeded),
    ]
    for (outcome, cause, state, reason, recorded) in cases {
      try await kind.withStore { bench async throws in
        let claimed = try await bench.start()
        var transition = bench.transition(claimed, outcome, cause: cause)
        transition.pid = 42
        transition.log = LogSummary(stdoutBytes: 5, stderrBytes: 6, isTruncated: true)
        bench.now = bench.now + 50
        transition.finishedAt = bench.now
        #expect(try await bench.store.apply(transition, now: bench.now))
        let detail = try #require(try await bench.store.detail(claimed.id))
        let attempt = try #require(detail.attempts.first)
        #expect(detail.job.state == state && detail.job.reason == reason, "\(outcome)")
        #expect(detail.job.finishedAt == (state.isTerminal ? bench.now : nil))
        #expect(detail.attempts.count == 1 && attempt.outcome == recorded)
        #expect(attempt.startedAt == claimed.startedAt && attempt.finishedAt == bench.now)
        #expect(attempt.pid == 42 && attempt.stdoutBytes == 5 && attempt.stderrBytes == 6 && attempt.isLogTruncated)
        #expect(attempt.failure == transition.failure && detail.job.failure == transition.failure)
        #expect(attempt.exitCode == transition.exitCode && detail.job.signal == transition.signal)
        #expect(detail.job.log == transition.log)
        #expect(detail.job.attempt == (transition.givesBackAttempt ? 0 : 1))
      }
    }
  }

  @Test(arguments: StoreKind.all) func attemptGivenBackLeavesItsNumberToTheNext(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = try await bench.start()
      try await bench.end(first, .signaled(15), cause: .shutdown)
      let second = try #require(try await bench.claim().first)
      #expect(second.attempt == 1 && second.fence.start == 2 && second.startsGivenBack == 1)
      try await bench.end(second, .resourceShortage(JobFailure(code: "EAGAIN", message: "m")))
      #expect(try await bench.job(first.id).state == .retrying)
      bench.now = bench.now + 60_000_000
      let third = try #require(try await bench.claim().first)
      #expect(third.attempt == 1 && third.fence.start == 3 && third.startsGivenBack == 2)
      try await bench.end(third, .exited(code: 0))
      let detail = try #require(try await bench.store.detail(first.id))
      #expect(detail.attempts.map(\.attempt) == [1, 1, 1])
      #expect(detail.attempts.map(\.start) == [1, 2, 3])
      #expect(detail.attempts.map(\.outcome) == [.interrupted, .notStarted, .succeeded])
      #expect(detail.job.attempt == 1 && detail.job.starts == 3)
    }
  }

  @Test(arguments: StoreKind.all) func retriesRunUntilTheAttemptsAreUsedUp(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.retry = .attempts(3, pauseMicros: 700) })
      for attempt in 1...3 {
        let claimed = try #require(try await bench.claim().first)
        #expect(claimed.attempt == attempt)
        try await bench.end(claimed, .exited(code: 9))
        let job = try await bench.job(id)
        #expect(job.state == (attempt < 3 ? .retrying : .failed))
        #expect(job.reason == .exit && job.exitCode == 9)
        if attempt < 3 {
          #expect(job.runAt == bench.now + 700)
          #expect(bench.told.nextDue == bench.now + 700)
        }
        bench.now = bench.now + 700
      }
      #expect(try await bench.claim().isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func endFreesTheSlotInItsOwnTransaction(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      var settings = QueueSettings()
      settings.slots = 1
      try await bench.store.setQueue("default", settings, now: bench.now)
      let first = try await bench.start()
      let next = try await bench.insert()
      let waiting = bench.beginClaim()
      bench.told.clear()
      try await bench.end(first, .exited(code: 0))
      #expect(try await waiting.value.map(\.id) == [next])
      #expect(bench.told.all.map { $0.events.map(\.state) } == [[.succeeded, .running]])
    }
  }

  @Test(arguments: StoreKind.all) func resultOfEachStartIsKept(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = try await bench.start()
      try await bench.end(first, .returned(result: [0, 255, 1]))
      #expect(try await bench.job(first.id).hasResult)
      #expect(try await bench.store.handlerResult(first.id, start: 1) == [0, 255, 1])
      #expect(try await bench.store.handlerResult(first.id, start: 2) == nil)
      let second = try await bench.start()
      try await bench.end(second, .returned(result: nil))
      #expect(try await bench.job(second.id).hasResult == false)
      #expect(try await bench.store.handlerResult(second.id, start: 1) == nil)
    }
  }

  @Test(arguments: StoreKind.all) func cancelledRetryDoesNotRunAgain(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start(.noop { $0.retry = .attempts(5) })
      let decided = bench.transition(claimed, .exited(code: 1))
      #expect(decided.next == .retrying)
      let answer = try await bench.store.cancel(claimed.id, CancelOptions(), now: bench.now)
      #expect(answer.value?.isAccepted == true)
      #expect(try await bench.store.apply(decided, now: bench.now))
      let job = try await bench.job(claimed.id)
      #expect(job.state == .cancelled && job.reason == .cancel && job.finishedAt != nil)
    }
  }

  @Test(arguments: StoreKind.all) func processIsNotedForTheLiveStart(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let claimed = try await bench.start()
      bench.store.record(ProcessRecord(pid: 4_321, startTicks: 99), of: claimed.fence)
      try await bench.store.ping()
      #expect(try await bench.job(claimed.id).pid == 4_321)
    }
  }

  // MARK: After a crash

  @Test(arguments: StoreKind.all) func attemptsOfEarlierBootsAreLost(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let plain = try await bench.start(.noop { $0.priority = 4 })
      let retried = try await bench.start(.noop { $0.retry = .attempts(2) })
      let cancelled = try await bench.start()
      _ = try await bench.store.cancel(cancelled.id, CancelOptions(), now: bench.now)
      bench.store.record(ProcessRecord(pid: 4_321, startTicks: 99), of: plain.fence)
      #expect(try await bench.store.lostAttempts().isEmpty)
      try await bench.store.ping()
      try await bench.reopen()

      let lost = try await bench.store.lostAttempts()
      #expect(lost.map(\.job.id) == [plain.id, retried.id, cancelled.id])
      #expect(lost.map(\.isCancelRequested) == [false, false, true])
      #expect(lost[0].pid == 4_321 && lost[0].pidTicks == 99 && lost[0].machineBoot == "boot")
      #expect(lost[0].job.spec == plain.spec && lost[0].job.fence == plain.fence)
      #expect(lost[1].pid == nil && lost[1].job.maxAttempts == 2)
      for attempt in lost { #expect(try await bench.end(attempt.job, .lost)) }
      #expect(try await bench.job(plain.id).reason == .lost)
      #expect(try await bench.state(retried.id) == .retrying)
      #expect(try await bench.store.lostAttempts().isEmpty)
    }
  }

  @Test(arguments: StoreKind.all) func fencesOfTwoBootsDiffer(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let first = try await bench.start()
      try await bench.reopen()
      let second = try await bench.start()
      #expect(first.fence.boot < second.fence.boot)
    }
  }
}
