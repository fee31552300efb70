// What those who follow along are told: nothing that is shown changes in silence, and nothing else is told.

import TestSupport
import Testing

@testable import JobCore

@Suite struct TellingTests {
  private let bench = TransactionBench()
  private var tx: Transaction { bench.tx }

  /// What the open transaction tells of jobs.
  private func told() throws -> [JobChange] {
    try bench.commit().changes.compactMap { if case .job(let change) = $0 { change } else { nil } }
  }

  private func patch(_ change: (inout JobPatch) -> Void) -> JobPatch {
    var patch = JobPatch()
    change(&patch)
    return patch
  }

  private func edit(_ id: JobID, _ change: (inout JobPatch) -> Void) throws {
    let isDone = try JobEdit.apply(patch(change), to: id, tx).isDone
    #expect(isDone)
  }

  @Test func eachMoveIsToldWithWhatWasBefore() throws {
    let job = try bench.start(.noop { $0.queue = "q" })
    #expect(try Apply.end(bench.transition(job, .exited(code: 3)), tx))
    let changes = try told()
    #expect(changes.map(\.what) == [.moved, .moved, .moved])
    #expect(changes.map(\.facts.state) == [.queued, .running, .failed])
    #expect(changes.map { $0.before?.state } == [nil, .queued, .running])
    #expect(changes.map(\.facts.rev) == [1, 2, 3])
    #expect(changes.map(\.facts.queue) == ["q", "q", "q"] && changes.allSatisfy { $0.before?.queue == nil })
    // Which an end says, and of what has not ended there is none.
    #expect(changes.map(\.facts.exit) == [AttemptExit(), AttemptExit(), AttemptExit(code: 3, signal: nil)])
    #expect(changes.last?.facts.reason == .exit && changes.last?.before?.reason == nil)
  }

  @Test func jobThatStartsAtOnceIsSeenToBeQueuedFirst() throws {
    _ = try Claim.ask(ClaimRoom(slots: 1), order: 1, tx) { _ in }
    try bench.commit()
    guard case .created(let jobs, _) = try Submit.jobs([.noop()], idempotency: nil, tx) else {
      throw Unexpected(what: "the job was refused")
    }
    let changes = try told()
    #expect(changes.map(\.facts.state) == [.queued, .running])
    #expect(changes.map { $0.before?.state } == [nil, .queued])
    #expect(changes.map(\.facts.rev) == [1, 2] && changes.map(\.facts.attempt) == [0, 1])
    #expect(changes[0].facts.startedAt == nil && changes[0].facts.starts == 0)
    #expect(try bench.row(jobs[0].id).rev == 2)
  }

  @Test func editIsToldOnceWithTheNamesBeforeAndAfter() throws {
    let id = try bench.insert(.noop { $0.name = "a" })
    try bench.commit()
    try edit(id) { $0.name = .set("b") }
    try edit(id) {
      $0.name = .set("c")
      $0.priority = 5
    }
    let changes = try told()
    #expect(changes.map(\.what) == [.edited] && changes[0].facts.priority == 5)
    let labels = JobChange.Detail.labels(
      old: JobLabels(name: "a", tags: [:]), new: JobLabels(name: "c", tags: [:]))
    #expect(changes[0].detail == labels)
    #expect(try changes[0].facts.rev == bench.row(id).rev)
  }

  @Test func moveToAnotherQueueSaysWhichItWasIn() throws {
    let id = try bench.insert(.noop { $0.queue = "a" })
    try bench.commit()
    try edit(id) { $0.queue = "b" }
    let changes = try told()
    #expect(changes.map(\.what) == [.edited])
    #expect(changes.first?.facts.queue == "b" && changes.first?.before?.queue == "a")
    // Of what comes later it is where it was.
    try edit(id) { $0.priority = 1 }
    #expect(try told().allSatisfy { $0.before?.queue == nil })
  }

  @Test func cancelRequestIsAnEdit() throws {
    let job = try bench.start()
    try bench.commit()
    #expect(try CancelVerb.job(job.id, CancelOptions(), tx).isDone)
    let changes = try told()
    #expect(changes.map(\.what) == [.edited] && changes[0].facts.flags.contains(.cancelRequested))
  }

  @Test func eachReportIsTold() throws {
    let job = try bench.start()
    try bench.commit()
    let progress = try Progress(fraction: 0.5, at: .noon)
    #expect(try Reports.progress(progress, of: job.fence, tx))
    let changes = try told()
    #expect(changes.map(\.what) == [.progressed] && changes[0].detail == .progress(progress))
  }

  @Test func whatNobodyIsShownIsNotTold() throws {
    let job = try bench.start()
    try bench.commit()
    try Reports.process(ProcessRecord(pid: 1, startTicks: 2), of: job.fence, tx)
    try tx.change(job.id) { row in
      row.pending = 3
      row.expiresAt = .noon
      row.flags.insert(.hasCheckpoint)
    }
    let before = try bench.row(job.id).rev
    #expect(try told().isEmpty)
    // It is a change nevertheless.
    #expect(before > 2)
  }

  @Test func changeThatIsWrittenBeforeASearchIsToldOnce() throws {
    let id = try bench.insert()
    try bench.commit()
    try edit(id) { $0.priority = 2 }
    try tx.flush()
    try tx.flush()
    #expect(try told().map(\.what) == [.edited])
  }

  @Test func removalIsToldWithTheLastThatWasKnown() throws {
    let job = try bench.start(.noop { $0.queue = "q" })
    #expect(try Apply.end(bench.transition(job, .exited(code: 0)), tx))
    try bench.commit()
    let rev = try bench.row(job.id).rev
    #expect(try Remove.job(job.id, tx)?.isDone == true)
    let changes = try told()
    #expect(changes.map(\.what) == [.deleted] && changes[0].facts.state == .succeeded)
    #expect(changes[0].facts.rev == rev + 1 && changes[0].facts.queue == "q")
  }

  @Test func queueIsToldWhenItComesToBeAndWhenItIsSet() throws {
    _ = try bench.insert(.noop { $0.queue = "q" })
    var change = QueueChange()
    change.slots = .set(3)
    _ = try Queues.set("q", change, tx)
    var queues: [QueueStatus] = []
    func note() throws {
      queues = try bench.commit().changes.compactMap { if case .queue(let status, _, _) = $0 { status } else { nil } }
    }
    try note()
    #expect(queues.map(\.name) == ["q"] && queues[0].settings.slots == 3)
    _ = try Pauses.set(["q"], PauseOptions(), tx)
    try note()
    #expect(queues.map(\.settings.isPaused) == [true])
    _ = try bench.insert(.noop { $0.queue = "q" })
    try note()
    #expect(queues.isEmpty)
  }

  @Test func scheduleIsToldUntilItIsRemoved() throws {
    func told() throws -> [Bool] {
      try bench.commit().changes.compactMap {
        if case .schedule(_, let isDeleted, _, _) = $0 { isDeleted } else { nil }
      }
    }
    _ = try ScheduleVerbs.set("s", NewSchedule(.every(micros: 60_000_000), job: .noop()), tx)
    #expect(try told() == [false])
    _ = try ScheduleVerbs.setPaused("s", true, tx)
    #expect(try told() == [false])
    _ = try ScheduleVerbs.delete("s", tx)
    #expect(try told() == [true])
  }

  /// Whoever saw what it submitted before may not see what it submits now.
  @Test func replacedScheduleIsToldAsItWas() throws {
    func told() throws -> [(now: String, before: String?)] {
      try bench.commit().changes.compactMap { change in
        guard case .schedule(let now, _, let before, _) = change else { return nil }
        return (now.spec.job.queue, before?.spec.job.queue)
      }
    }
    func set(_ queue: String, _ change: (inout NewJob) -> Void = { _ in }) throws {
      let job = NewJob.noop {
        $0.queue = queue
        change(&$0)
      }
      _ = try ScheduleVerbs.set("s", NewSchedule(.every(micros: 60_000_000), job: job), tx)
    }
    try set("a")
    _ = try told()
    try set("b")
    let moved = try told()
    #expect(moved.map(\.now) == ["b"] && moved.map(\.before) == ["a"])
    // What says nothing about who may see it is not kept.
    try set("b") { $0.tags = ["k": "v"] }
    #expect(try told().map(\.before) == [nil])
    // What was removed is nobody's any more.
    _ = try ScheduleVerbs.delete("s", tx)
    _ = try told()
    try set("c")
    #expect(try told().map(\.before) == [nil])
  }

  @Test func batchIsToldWhenItIsDone() throws {
    let created = try BatchVerbs.create(NewBatch(jobs: [.noop()]), idempotency: nil, tx)
    guard case .created(let batch, let ids) = created else { throw Unexpected(what: "\(created)") }
    try bench.commit()
    #expect(try CancelVerb.job(ids[0], CancelOptions(), tx).isDone)
    let done = try bench.commit().changes.compactMap { if case .batch(let batch, _) = $0 { batch } else { nil } }
    #expect(done.map(\.id) == [batch.id] && done[0].isDone && done[0].counts == [.cancelled: 1])
  }

  @Test func nothingIsToldOfWhatWasTakenBack() throws {
    _ = try bench.insert()
    bench.fail()
    #expect(try bench.commit().changes.isEmpty)
  }
}
