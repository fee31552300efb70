// Who hears of a commit: followers of a job, waits whose condition holds, and all of them at the end.

import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite struct EventBusTests {
  private let bus = EventBus(logger: .silent)

  private func event(_ id: Int64, _ state: JobState = .succeeded, batch: Int64? = nil) -> JobEvent {
    JobEvent(
      job: JobID(id), queue: "q", batch: batch.map { BatchID($0) }, state: state, reason: nil, attempt: 1, at: .noon)
  }

  @Test func followerHearsOfItsJobAlone() async {
    let watch = bus.watch(JobID(1))
    bus.publish([event(2), event(1, .running)])
    var events = watch.events.makeAsyncIterator()
    #expect(await events.next() == event(1, .running))
    bus.publish([event(2)])
    bus.publish([event(1)])
    #expect(await events.next() == event(1))
    watch.forget()
  }

  @Test func slowFollowerHearsOfTheLastChange() async {
    let watch = bus.watch(JobID(1))
    bus.publish([event(1, .queued), event(1, .running)])
    bus.publish([event(1, .failed)])
    watch.finish()
    var heard: [JobState] = []
    for await event in watch.events { heard.append(event.state) }
    #expect(heard == [.failed])
    watch.forget()
  }

  @Test func whoIsForgottenIsNotCountedAndHearsNothing() async {
    let (one, other) = (bus.watch(JobID(1)), bus.watch(JobID(1)))
    #expect(bus.watchCount == 2)
    one.forget()
    #expect(bus.watchCount == 1)
    bus.publish([event(1)])
    one.finish()
    var events = one.events.makeAsyncIterator()
    #expect(await events.next() == nil)
    var others = other.events.makeAsyncIterator()
    #expect(await others.next() == event(1))
    other.forget()
    #expect(bus.watchCount == 0)
  }

  @Test func waitEndsWithItsCondition() async {
    let wait = bus.begin(.jobs([JobID(1), JobID(2)]), until: .all)
    bus.publish([event(1), event(3)])
    bus.settle(wait, ended: [], isMet: false)
    bus.publish([event(2, .failed)])
    let outcome = await bus.outcome(wait)
    #expect(outcome.isMet && outcome.ended == [JobID(1), JobID(2)])
    bus.forget(wait)
    #expect(bus.watchCount == 0)
  }

  @Test func whatHappenedBeforeItBeganCountsAsWell() async {
    let wait = bus.begin(.jobs([JobID(1), JobID(2)]), until: .all)
    bus.publish([event(2)])
    // Job 2 was seen to have ended, too: it counts once.
    bus.settle(wait, ended: [JobID(1), JobID(2)], isMet: false)
    let outcome = await bus.outcome(wait)
    #expect(outcome.isMet && outcome.ended.count == 2)
    bus.forget(wait)
  }

  @Test func retriedJobIsWaitedForAgain() async {
    let wait = bus.begin(.jobs([JobID(1), JobID(2)]), until: .all)
    bus.publish([event(1, .failed)])
    bus.publish([event(1, .queued)])
    bus.publish([event(2)])
    bus.leave(wait)
    let outcome = await bus.outcome(wait)
    #expect(!outcome.isMet && outcome.ended == [JobID(2)])
    bus.forget(wait)
  }

  @Test func deletedJobHasEnded() async {
    let wait = bus.begin(.jobs([JobID(1)]), until: .all)
    let deleted = JobEvent(
      job: JobID(1), queue: "q", state: .held, reason: nil, attempt: 0, at: .noon, isDeleted: true)
    bus.publish([deleted])
    #expect(await bus.outcome(wait).isMet)
    bus.forget(wait)
  }

  @Test func batchIsDoneWhenItIsSaidToBe() async {
    let wait = bus.begin(.batch(BatchID(5)), until: .all)
    bus.publish([event(1, batch: 5)], [BatchEvent(batch: BatchID(5), isDone: false)])
    bus.publish([], [BatchEvent(batch: BatchID(6), isDone: true)])
    bus.leave(wait)
    #expect(await !bus.outcome(wait).isMet)
    bus.forget(wait)
    let next = bus.begin(.batch(BatchID(5)), until: .all)
    bus.publish([], [BatchEvent(batch: BatchID(5), isDone: true)])
    #expect(await bus.outcome(next).isMet)
    bus.forget(next)
  }

  @Test func cancelledWaitEndsUnmet() async {
    let wait = bus.begin(.jobs([JobID(1)]), until: .all)
    let task = Task { [bus] in await bus.outcome(wait) }
    task.cancel()
    #expect(await !task.value.isMet)
    bus.forget(wait)
  }

  @Test func endOfTheBusEndsEverybody() async {
    let watch = bus.watch(JobID(1))
    let wait = bus.begin(.jobs([JobID(1)]), until: .all)
    async let outcome = bus.outcome(wait)
    #expect(!bus.isFinished)
    bus.finish()
    #expect(bus.isFinished)
    #expect(await !outcome.isMet)
    var events = watch.events.makeAsyncIterator()
    #expect(await events.next() == nil)
    // Who comes later is not kept waiting.
    let late = bus.begin(.jobs([JobID(1)]), until: .all)
    #expect(await !bus.outcome(late).isMet)
    var nothing = bus.watch(JobID(1)).events.makeAsyncIterator()
    #expect(await nothing.next() == nil)
    for id in [wait, late] { bus.forget(id) }
    watch.forget()
    #expect(bus.watchCount == 0)
  }

  @Test func changesAreLoggedForThoseWhoDebug() {
    let lines = Noted<[NotedLine]>([])
    for level in [Logger.Level.info, .debug] {
      var logger = Logger(label: "test") { _ in NotingLogHandler(lines: lines) }
      logger.logLevel = level
      let bus = EventBus(logger: logger)
      bus.publish([
        JobEvent(job: JobID(9), queue: "q", state: .failed, reason: .exit, attempt: 2, at: .noon),
        JobEvent(job: JobID(8), queue: "q", state: .failed, reason: nil, attempt: 2, at: .noon, isDeleted: true),
      ])
    }
    #expect(lines.value.map(\.message) == ["job changed", "job deleted"])
    #expect(lines.value.allSatisfy { $0.level == .debug })
    #expect(lines.value[0].metadata[LogKeys.jobID] == "9" && lines.value[0].metadata[LogKeys.reason] == "exit")
    #expect(lines.value[1].metadata[LogKeys.reason] == nil)
  }
}
