// Something due that would break a rule of the store holds up nothing else that is due.

import TestSupport
import Testing

@testable import JobCore

@Suite struct SetAsideTests {
  /// From now on no second job of this priority can be queued, or be in whatever state.
  private func forbid(_ priority: Int, _ bench: StoreBench, state: Int = 3) throws -> RawDatabase {
    let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
    try database.execute("CREATE UNIQUE INDEX one ON job(priority) WHERE state = \(state) AND priority = \(priority)")
    return database
  }

  /// One that is queued, one that is due and cannot be, and one that is due with it.
  private func submit(_ bench: StoreBench) async throws -> (ill: JobID, other: JobID) {
    try await bench.insert(.noop { $0.priority = 77 })
    let ill = try await bench.insert(
      .noop {
        $0.priority = 77
        $0.start = .after(micros: 1_000)
      })
    return (ill, try await bench.insert(.noop { $0.start = .after(micros: 1_001) }))
  }

  @Test func jobThatCannotBeQueuedHoldsUpNoOther() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (ill, other) = try await submit(bench)
      let later = try await bench.insert(.noop { $0.start = .after(micros: 5_000_000) })
      let database = try forbid(77, bench)
      bench.now = bench.now + 2_000
      bench.store.promoteDue(now: bench.now)
      #expect(try await bench.state(other) == .queued)
      #expect(try await bench.state(ill) == .scheduled)
      // Nothing but it is due: the alarm does not ring for it again and again.
      bench.store.promoteDue(now: bench.now)
      try await bench.settle()
      #expect(bench.told.nextDue == bench.now + Limits.setAsideLookMicros)
      bench.now = bench.now + 6_000_000
      bench.store.promoteDue(now: bench.now)
      #expect(try await bench.state(later) == .queued)
      // The next start tries it again.
      try database.execute("DROP INDEX one")
      try await bench.reopen()
      bench.store.promoteDue(now: bench.now)
      #expect(try await bench.state(ill) == .queued)
    }
  }

  @Test func claimThatComesToItFirstIsServed() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let (ill, other) = try await submit(bench)
      let database = try forbid(77, bench)
      bench.now = bench.now + 2_000
      #expect(try await bench.claim(1).map(\.id) == [JobID(1)])
      #expect(try await bench.claim(2).map(\.id) == [other])
      #expect(try await bench.state(ill) == .scheduled)
      try database.execute("DROP INDEX one")
    }
  }

  @Test func whatIsSetAsideIsNotTaken() {
    var setAside = SetAside()
    setAside.beginLook()
    let isTaken = setAside.takes(.job(JobID(1)))
    let (first, second) = (setAside.addCurrent(), setAside.addCurrent())
    #expect(isTaken && first == .job(JobID(1)) && second == nil)
    setAside.beginLook()
    let isTakenAgain = setAside.takes(.job(JobID(1)))
    #expect(!isTakenAgain)
    setAside.endLook(now: .noon, isWhole: true)
    #expect(setAside.alarm(.noon) == .noon + Limits.setAsideLookMicros)
    #expect(setAside.alarm(nil) == nil)
  }

  @Test func alarmRingsAtOnceAfterALookThatWasCutOff() {
    var setAside = SetAside()
    setAside.beginLook()
    _ = setAside.takes(.job(JobID(1)))
    _ = setAside.addCurrent()
    setAside.beginLook()
    setAside.endLook(now: .noon, isWhole: false)
    #expect(setAside.alarm(.noon) == .noon)
  }

  /// In the transaction that is run again it is known what cannot be written.
  @Test func whatIsDueIsWrittenTogetherUntilThatFails() {
    var setAside = SetAside()
    setAside.begin()
    let isCareForNothing = setAside.beginCare()
    let isAtOnce = setAside.isWrittenAtOnce()
    let isCare = setAside.beginCare()
    #expect(!isCareForNothing && !isAtOnce && isCare)
    setAside.begin()
    let isAtOnceNow = setAside.isWrittenAtOnce()
    let isCareAgain = setAside.beginCare()
    #expect(isAtOnceNow && !isCareAgain)
    setAside.endCare()
    setAside.begin()
    let isCareForWhatIsOver = setAside.beginCare()
    #expect(!setAside.isCareful && !isCareForWhatIsOver)
  }

  /// What is to be removed has an alarm of its own, and what is due rings on time beside it.
  @Test func whatCannotBeRemovedMakesNoQuiet() {
    var setAside = SetAside()
    _ = setAside.takes(.expiredJob(JobID(1)))
    let thing = setAside.addCurrent()
    #expect(thing == .expiredJob(JobID(1)))
    setAside.beginLook()
    setAside.endLook(now: .noon, isWhole: true)
    #expect(setAside.alarm(.noon) == .noon)
  }

  @Test func clockThatIsSetBackEndsTheQuiet() {
    var setAside = SetAside()
    setAside.beginLook()
    _ = setAside.takes(.job(JobID(1)))
    _ = setAside.addCurrent()
    setAside.beginLook()
    setAside.endLook(now: .noon, isWhole: true)
    setAside.lookAgain()
    #expect(setAside.alarm(.noon + (-3_600_000_000)) == .noon + (-3_600_000_000))
  }

  /// What fails later in the look was begun by nobody that is set aside for it.
  @Test func whatWasDoneIsNotSetAside() {
    var setAside = SetAside()
    setAside.beginLook()
    _ = setAside.takes(.job(JobID(1)))
    setAside.moveOn()
    let thing = setAside.addCurrent()
    #expect(thing == nil)
  }

  /// A queued job whose end would break a rule: claims pass it, and others are started.
  @Test func queuedOneThatCannotEndHoldsUpNoClaim() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let first = try await bench.start(.noop { $0.priority = 77 })
      try await bench.end(first, .exited(code: 1))
      let ill = try await bench.insert(
        .noop {
          $0.priority = 77
          $0.deadline = bench.now + 1_000
        })
      let other = try await bench.insert()
      let database = try forbid(77, bench, state: 7)
      bench.now = bench.now + 2_000
      bench.store.promoteDue(now: bench.now)
      #expect(try await bench.claim(2).map(\.id) == [other])
      #expect(try await bench.state(ill) == .queued)
      try database.execute("DROP INDEX one")
    }
  }

  @Test func alarmRingsAtOnceAsLongAsSomethingElseIsDone() {
    var setAside = SetAside()
    setAside.beginLook()
    _ = setAside.takes(.schedule(1))
    _ = setAside.addCurrent()
    setAside.beginLook()
    _ = setAside.takes(.batch(1))
    setAside.endLook(now: .noon, isWhole: true)
    #expect(setAside.alarm(.noon) == .noon)
  }

  /// The others of its batch are cancelled, though it is among the first.
  @Test func memberThatCannotBeCancelledHoldsUpNoOther() async throws {
    try await StoreKind.brief.withStore { bench async throws in
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      let first = try await bench.insert(.noop { $0.priority = 77 })
      _ = try await bench.store.cancel(first, CancelOptions(), now: bench.now)
      var jobs = [NewJob](repeating: .noop(), count: 400)
      jobs[1].priority = 77
      let (id, members) = try await bench.batch(jobs)
      // No second job of this priority can be cancelled.
      try database.execute(
        "CREATE UNIQUE INDEX one ON job(priority) WHERE state = \(JobState.cancelled.rawValue) AND priority = 77")
      _ = try await bench.store.cancelBatch(id, reason: nil, now: bench.now)
      try await eventually("the last is cancelled") { try await bench.state(members[399]) == .cancelled }
      let left = try await bench.store.states(members).filter { $0.value != .cancelled }
      #expect(Array(left.keys) == [members[1]])
      try database.execute("DROP INDEX one")
      try await bench.reopen()
      try await bench.store.resumeBatchCancels(now: bench.now)
      try await eventually("the batch is done") { try await bench.batch(id).isDone }
    }
  }
}
