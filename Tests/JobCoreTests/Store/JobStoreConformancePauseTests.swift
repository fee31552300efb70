// Pauses of everything, of queues and of jobs: nothing starts, what runs stands still if that is meant, and all of it
// survives a restart.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStoreConformancePauseTests {
  private static let second: Int64 = 1_000_000
  private static let hour: Int64 = 3_600 * second

  private func options(_ forMicros: Int64? = nil, stopsRunning: Bool = false) -> PauseOptions {
    var options = PauseOptions()
    (options.forMicros, options.stopsRunning) = (forMicros, stopsRunning)
    return options
  }

  private func settle(_ bench: StoreBench, _ scope: PauseScope = .everything) async throws -> PauseStep {
    try await bench.store.settlePauses(scope, after: JobID(0), now: bench.now)
  }

  private func pass(_ bench: StoreBench, _ micros: Int64) async throws {
    bench.now = bench.now + micros
    bench.store.promoteDue(now: bench.now)
    try await bench.settle()
  }

  private func freezes(_ bench: StoreBench) -> [Bool] { bench.told.all.flatMap(\.freezes).map(\.isFrozen) }

  private func paused(_ jobs: [ClaimedJob], _ bench: StoreBench) async throws -> [Bool] {
    var paused: [Bool] = []
    for job in jobs { paused.append(try await bench.job(job.id).isPaused) }
    return paused
  }

  // MARK: Nothing starts

  @Test(arguments: StoreKind.all) func nothingOfAnyKindStartsWhileEverythingIsPaused(_ kind: StoreKind) async throws {
    try await kind.withRemoteStore { bench, remote in
      try await bench.store.setPaused(options(), now: bench.now)
      let here = try await bench.insert()
      let far = try await bench.insert(.far())
      let alone = try await bench.insert(.external())
      try await bench.settle()
      #expect(try await bench.claim().isEmpty)
      #expect(try await remote.claim().isEmpty)
      for id in [here, far, alone] { #expect(try await bench.state(id) == .queued) }
      try await bench.store.setPaused(nil, now: bench.now)
      try await bench.settle()
      #expect(try await bench.claim().map(\.id) == [here])
      #expect(try await remote.claim().map(\.job) == [far])
      #expect(try await bench.state(alone) == .running)
    }
  }

  @Test(arguments: StoreKind.all) func claimThatWaitsIsServedWhenThePauseIsOver(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await bench.store.setPaused(options(), now: bench.now)
      let claim = bench.beginClaim()
      let id = try await bench.insert()
      try await bench.store.setPaused(nil, now: bench.now)
      #expect(try await claim.value.map(\.id) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func whatIsDueBecomesReadyWhileEverythingIsPaused(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await bench.store.setPaused(options(), now: bench.now)
      let id = try await bench.insert(.noop { $0.start = .after(micros: Self.second) })
      try await pass(bench, Self.second)
      #expect(try await bench.state(id) == .queued)
      #expect(try await bench.claim().isEmpty)
    }
  }

  // MARK: As long as it is meant

  @Test(arguments: StoreKind.all) func pauseSurvivesARestart(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let queue = try await bench.insert(.noop { $0.queue = "q" })
      try await bench.store.setPaused(options(Self.hour, stopsRunning: true), now: bench.now)
      _ = try await bench.store.setPaused(queues: ["q"], options(2 * Self.hour), now: bench.now)
      let since = bench.now
      try await bench.reopen()
      let pause = Pause(since: since, until: since + Self.hour, stopsRunning: true)
      #expect(try await bench.store.pauseOfEverything == pause)
      let shown = try await bench.store.queues().first { $0.name == "q" }
      #expect(shown?.settings.isPaused == true)
      #expect(shown?.pause == Pause(since: since, until: since + 2 * Self.hour, stopsRunning: false))
      #expect(try await bench.claim().isEmpty)
      try await pass(bench, Self.hour)
      #expect(try await bench.store.pauseOfEverything == nil)
      #expect(try await bench.claim().isEmpty, "its queue is paused still")
      try await pass(bench, Self.hour)
      #expect(try await bench.claim().map(\.id) == [queue])
    }
  }

  @Test(arguments: StoreKind.all, [hour, -hour]) func pauseLastsAsLongAsItWasToLast(
    _ kind: StoreKind, _ micros: Int64
  ) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert()
      try await bench.store.setPaused(options(3 * Self.second), now: bench.now)
      bench.clock.step(byMicros: micros)
      try await pass(bench, 0)
      #expect(try await bench.store.pauseOfEverything?.until == bench.now + 3 * Self.second)
      #expect(bench.told.nextDue == bench.now + 3 * Self.second)
      try await pass(bench, 3 * Self.second - 1)
      #expect(try await bench.claim().isEmpty)
      try await pass(bench, 1)
      #expect(try await bench.claim().map(\.id) == [id])
    }
  }

  /// Set back while nobody ran.
  @Test(arguments: StoreKind.all) func clockSetBackOverARestartMakesNoPauseLonger(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.queue = "q" })
      try await bench.store.setPaused(options(3 * Self.second), now: bench.now)
      _ = try await bench.store.setPaused(queues: ["q"], options(4 * Self.second), now: bench.now)
      await bench.store.close()
      bench.clock.step(byMicros: -Self.hour)
      try await bench.reopen()
      try await pass(bench, 0)
      try await pass(bench, 4 * Self.second)
      #expect(try await bench.store.pauseOfEverything == nil)
      #expect(try await bench.claim().map(\.id) == [id])
    }
  }

  @Test(arguments: StoreKind.all) func laterPauseReplacesTheEarlierOne(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      try await bench.store.setPaused(options(Self.second), now: bench.now)
      try await bench.store.setPaused(options(), now: bench.now)
      try await pass(bench, Self.hour)
      #expect(try await bench.store.pauseOfEverything?.until == nil)
      #expect(try await bench.store.pauseOfEverything != nil)
    }
  }

  // MARK: What runs

  @Test(arguments: StoreKind.all) func commandsThatRunStandStillAndOthersAreNamed(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let command = try await bench.start(.shell("x"))
      let handler = try await bench.start(.noop())
      try await bench.store.setPaused(options(stopsRunning: true), now: bench.now)
      bench.told.clear()
      let step = try await settle(bench)
      #expect(step.done == [command.id] && step.next == nil)
      #expect(step.left == [.init(id: handler.id, reason: .notACommand)])
      let still = try await bench.job(command.id)
      #expect(still.isPaused && still.state == .running)
      #expect(try await !bench.job(handler.id).isPaused)
      #expect(bench.told.all.flatMap(\.freezes) == [FreezeOrder(fence: command.fence, isFrozen: true)])
      let edits = bench.told.all.flatMap(\.changes).compactMap { change -> JobID? in
        if case .job(let job) = change, job.what == .edited { job.facts.id } else { nil }
      }
      #expect(edits == [command.id])
      try await bench.store.setPaused(nil, now: bench.now)
      #expect(try await settle(bench).done == [command.id])
      #expect(try await !bench.job(command.id).isPaused)
      #expect(freezes(bench) == [true, false])
    }
  }

  @Test(arguments: StoreKind.all) func queueThatGoesOnLeavesOthersAsTheyAre(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let (a, b) = (
        try await bench.start(.shell("x") { $0.queue = "a" }), try await bench.start(.shell("x") { $0.queue = "b" })
      )
      for queue in ["a", "b"] {
        _ = try await bench.store.setPaused(queues: [queue], options(stopsRunning: true), now: bench.now)
        _ = try await settle(bench, .queues([queue]))
      }
      #expect(try await paused([a, b], bench) == [true, true])
      // Everything on top of it ends, too.
      try await bench.store.setPaused(options(stopsRunning: true), now: bench.now)
      _ = try await settle(bench)
      try await bench.store.setPaused(nil, now: bench.now)
      _ = try await settle(bench)
      #expect(try await paused([a, b], bench) == [true, true])
      _ = try await bench.store.setPaused(queues: ["a"], nil, now: bench.now)
      #expect(try await settle(bench, .queues(["a"])).done == [a.id])
      #expect(try await paused([a, b], bench) == [false, true])
    }
  }

  @Test(arguments: StoreKind.all) func endOfAPauseByItselfLetsCommandsGoOn(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.shell("x") { $0.queue = "q" })
      _ = try await bench.store.setPaused(
        queues: ["q"], options(Self.second, stopsRunning: true), now: bench.now)
      _ = try await settle(bench, .queues(["q"]))
      #expect(try await bench.job(job.id).isPaused)
      try await pass(bench, Self.second)
      #expect(try await !bench.job(job.id).isPaused)
      #expect(freezes(bench) == [true, false])
    }
  }

  @Test(arguments: StoreKind.all) func queueThatIsSetToGoOnLetsItsCommandsGoOn(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.shell("x") { $0.queue = "q" })
      _ = try await bench.store.setPaused(queues: ["q"], options(stopsRunning: true), now: bench.now)
      _ = try await settle(bench, .queues(["q"]))
      var change = QueueChange()
      change.isPaused = false
      try await bench.store.setQueue("q", change, now: bench.now)
      try await bench.settle()
      #expect(try await !bench.job(job.id).isPaused)
      #expect(try await bench.store.queues().first { $0.name == "q" }?.pause == nil)
    }
  }

  @Test(arguments: StoreKind.all) func cancelledCommandGoesOnForItsEnd(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.shell("x"))
      try await bench.store.setPaused(options(stopsRunning: true), now: bench.now)
      _ = try await settle(bench)
      _ = try await bench.store.cancel(job.id, CancelOptions(), now: bench.now)
      #expect(try await !bench.job(job.id).isPaused)
      #expect(try await settle(bench).left == [.init(id: job.id, reason: .cancelling)])
      #expect(bench.told.all.flatMap(\.stops).count == 1)
    }
  }

  // MARK: Single jobs

  @Test(arguments: StoreKind.all) func jobThatHasNotStartedIsHeldUntilItIsResumed(_ kind: StoreKind) async throws {
    for state in [JobState.scheduled, .blocked, .queued, .retrying] {
      try await kind.withStore { bench async throws in
        let id = try await bench.put(in: state)
        let step = try await bench.store.pause([id], stopsRunning: false, within: nil, now: bench.now)
        #expect(step.done == [id] && step.left.isEmpty && step.next == nil)
        let held = try await bench.job(id)
        #expect(held.state == .held && held.isPaused, "\(state)")
        try await bench.reopen()
        let resumed = try await bench.store.resume([id], within: nil, now: bench.now)
        #expect(resumed.done == [id])
        let job = try await bench.job(id)
        #expect(job.state != .held && !job.state.isTerminal && !job.isPaused, "\(state)")
      }
    }
  }

  @Test(arguments: StoreKind.all) func releaseEndsThePauseOfAJob(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert()
      _ = try await bench.store.pause([id], stopsRunning: false, within: nil, now: bench.now)
      #expect(try await bench.store.move(id, .release, now: bench.now).isDone)
      #expect(try await !bench.job(id).isPaused)
      #expect(try await bench.store.resume([id], within: nil, now: bench.now).left.map(\.reason) == [.notPaused])
    }
  }

  @Test(arguments: StoreKind.all) func eachJobOfWhichNothingWasDoneHasItsReason(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let ended = try await bench.put(in: .succeeded)
      let held = try await bench.put(in: .held)
      let handler = try await bench.put(in: .running)
      let ids = [ended, held, handler, JobID(999)]
      let reasons = try await bench.store.pause(ids, stopsRunning: false, within: nil, now: bench.now).left
      #expect(reasons.map(\.reason) == [.ended, .held, .running, .notFound])
      let running = try await bench.store.pause([handler], stopsRunning: true, within: nil, now: bench.now)
      #expect(running.left.map(\.reason) == [.notACommand])
    }
  }

  @Test(arguments: StoreKind.all) func whatLiesOutsideOfTheLimitsIsNotThere(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.queue = "q" })
      let limits = RealmLimits(queues: ["other"])
      let step = try await bench.store.pause([id], stopsRunning: true, within: limits, now: bench.now)
      #expect(step.left == [.init(id: id, reason: .notFound)])
      #expect(try await bench.state(id) == .queued)
      _ = try await bench.store.pause([id], stopsRunning: false, within: nil, now: bench.now)
      #expect(try await bench.store.resume([id], within: limits, now: bench.now).left.map(\.reason) == [.notFound])
      #expect(try await bench.state(id) == .held)
    }
  }

  @Test(arguments: StoreKind.all) func pausedCommandThatIsGivenBackIsHeld(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.shell("x") { $0.retry = .quick(3) })
      let step = try await bench.store.pause([job.id], stopsRunning: true, within: nil, now: bench.now)
      #expect(step.done == [job.id] && freezes(bench) == [true])
      try await bench.end(job, .signaled(15), cause: .shutdown)
      let held = try await bench.job(job.id)
      #expect(held.state == .held && held.isPaused && held.attempt == 0)
      _ = try await bench.store.resume([job.id], within: nil, now: bench.now)
      let again = try #require(try await bench.claim().first)
      _ = try await bench.store.pause([job.id], stopsRunning: true, within: nil, now: bench.now)
      try await bench.end(again, .exited(code: 1))
      #expect(try await bench.state(job.id) == .held, "also what would be tried again")
    }
  }

  @Test(arguments: StoreKind.all) func endedJobIsNotPaused(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.shell("x"))
      _ = try await bench.store.pause([job.id], stopsRunning: true, within: nil, now: bench.now)
      try await bench.end(job, .exited(code: 0))
      let ended = try await bench.job(job.id)
      #expect(ended.state == .succeeded && !ended.isPaused)
      let waiting = try await bench.insert()
      _ = try await bench.store.pause([waiting], stopsRunning: false, within: nil, now: bench.now)
      _ = try await bench.store.cancel(waiting, CancelOptions(), now: bench.now)
      #expect(try await !bench.job(waiting).isPaused)
    }
  }

  @Test(arguments: StoreKind.all) func jobPausedByItselfOutlastsThePauseOfItsQueue(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.shell("x") { $0.queue = "q" })
      _ = try await bench.store.pause([job.id], stopsRunning: true, within: nil, now: bench.now)
      _ = try await bench.store.setPaused(queues: ["q"], options(stopsRunning: true), now: bench.now)
      #expect(try await settle(bench, .queues(["q"])).done == [job.id])
      _ = try await bench.store.setPaused(queues: ["q"], nil, now: bench.now)
      #expect(try await settle(bench, .queues(["q"])).left == [.init(id: job.id, reason: .stillPaused)])
      #expect(try await paused([job], bench) == [true] && freezes(bench).last == true)
      #expect(try await bench.store.resume([job.id], within: nil, now: bench.now).done == [job.id])
      #expect(freezes(bench).last == false)
    }
  }

  @Test(arguments: StoreKind.all) func jobResumedWhileItsQueueIsPausedStandsStillForThat(
    _ kind: StoreKind
  ) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.shell("x") { $0.queue = "q" })
      _ = try await bench.store.setPaused(queues: ["q"], options(stopsRunning: true), now: bench.now)
      _ = try await settle(bench, .queues(["q"]))
      _ = try await bench.store.pause([job.id], stopsRunning: true, within: nil, now: bench.now)
      let step = try await bench.store.resume([job.id], within: nil, now: bench.now)
      #expect(step.left == [.init(id: job.id, reason: .stillPaused)] && freezes(bench).last == true)
    }
  }

  // MARK: Why

  @Test(arguments: StoreKind.all) func whySaysWhatIsPausedAndUntilWhen(_ kind: StoreKind) async throws {
    try await kind.withStore { bench async throws in
      let job = try await bench.start(.shell("x"))
      let id = try await bench.insert()
      _ = try await bench.store.pause([job.id], stopsRunning: true, within: nil, now: bench.now)
      try await bench.store.setPaused(options(Self.hour, stopsRunning: true), now: bench.now)
      let room = ClaimRoom(slots: 8)
      let waiting = try await bench.store.why(id, room: room, now: bench.now)
      #expect(waiting?.blockers == [Blocker(.allPaused, until: bench.now + Self.hour)])
      _ = try await bench.store.pause([id], stopsRunning: false, within: nil, now: bench.now)
      let held = try await bench.store.why(id, room: room, now: bench.now)
      #expect(held?.blockers.map(\.cause) == [.paused(isRunning: false), .allPaused])
      let alone = try await bench.store.why(job.id, room: room, now: bench.now)
      #expect(alone?.blockers.map(\.cause) == [.paused(isRunning: true)])
      _ = try await settle(bench)
      let running = try await bench.store.why(job.id, room: room, now: bench.now)
      #expect(running?.blockers.map(\.cause) == [.paused(isRunning: true), .allPaused])
    }
  }
}
