// How the jobs of a wait stand when it is answered: in the order of their ends, and what has been retried since.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueStandingTests {
  private func job(_ id: Int64, _ state: JobState) -> Job {
    var job = Job(.noop(), id: JobID(id), isBlocked: false, now: .noon)
    job.state = state
    return job
  }

  private func standing(
    _ done: [JobState], pending: Int = 0, omitted: [JobState] = [], isExpired: Bool = false
  ) -> WaitStanding {
    WaitStanding(
      done: done.enumerated().map { job(Int64($0) + 1, $1) }, pending: (0..<pending).map { JobID(Int64($0) + 100) },
      omitted: omitted.enumerated().map { (JobID(Int64($0) + 200), $1) }, revived: [], isExpired: isExpired)
  }

  @Test func conditionIsAskedOfAllThatHaveEnded() {
    #expect(standing([.succeeded]).isMet(.all) && !standing([.succeeded], pending: 1).isMet(.all))
    #expect(standing([.succeeded], pending: 1).isMet(.first) && !standing([], pending: 1).isMet(.first))
    #expect(standing([.failed], pending: 1).isMet(.firstFailure))
    #expect(!standing([.succeeded], pending: 1).isMet(.firstFailure))
    // Also of those that do not fit into the answer.
    #expect(standing([.succeeded], pending: 1, omitted: [.failed]).isMet(.firstFailure))
    #expect(standing([], pending: 1, omitted: [.succeeded]).isMet(.first))
  }

  @Test func answerSaysWhatThereIs() {
    let answer = standing([.succeeded], pending: 2, omitted: [.failed], isExpired: true).answer()
    #expect(answer.done.map(\.id) == [JobID(1)] && answer.pending == [JobID(100), JobID(101)])
    #expect(answer.omitted == [JobID(200)] && answer.isExpired)
  }

  @Test func jobsStandInTheOrderOfTheirEnds() async throws {
    let clock = ManualClock()
    try await EngineBench.run(clock: clock) { bench async throws in
      var ids: [JobID] = []
      for _ in 0..<4 { ids.append(try await bench.submit(.noop { $0.holds = true })) }
      for id in [ids[2], ids[0]] {
        clock.advance(byMicros: 1_000)
        _ = try await bench.queue.cancel(id)
      }
      // At the same moment as the last one.
      _ = try await bench.queue.cancel(ids[1])
      let found = try await bench.queue.standing(ids.reversed(), heard: [], isExpired: false)
      #expect(found.done.map(\.id) == [ids[2], ids[0], ids[1]])
      #expect(found.pending == [ids[3]] && found.omitted.isEmpty && found.revived.isEmpty)
      // One that is not there is neither done nor waited for.
      let gone = try await bench.queue.standing([JobID(99)], heard: [JobID(99)], isExpired: true)
      #expect(gone.done.isEmpty && gone.pending.isEmpty && gone.revived.isEmpty && gone.isExpired)
    }
  }

  @Test func jobWhoseEndWasHeardAndThatWaitsAgainIsRevived() async throws {
    try await EngineBench.run { bench async throws in
      var change = QueueChange()
      change.isPaused = true
      _ = try await bench.queue.setQueue("still", change)
      var ids: [JobID] = []
      for _ in 0..<3 {
        let id = try await bench.submit(
          .noop {
            $0.queue = "still"
            $0.holds = true
          })
        _ = try await bench.queue.cancel(id)
        ids.append(id)
      }
      _ = try await bench.queue.retry(ids[0])
      _ = try await bench.queue.retry(ids[1])
      let found = try await bench.queue.standing(ids, heard: [ids[0], ids[2]], isExpired: false)
      #expect(found.pending == [ids[0], ids[1]] && found.revived == [ids[0]] && found.done.map(\.id) == [ids[2]])
    }
  }

  @Test func whatWasNamedIsReadAsItStandsNow() async throws {
    try await EngineBench.run { bench async throws in
      let failing = NewJob(.handler(name: "fail", payload: nil))
      let failed = try await [bench.finish(failing).id, bench.finish(failing).id]
      let removed = try await bench.finish(.noop()).id
      var change = QueueChange()
      change.isPaused = true
      _ = try await bench.queue.setQueue("default", change)
      _ = try await bench.queue.retry(failed[0])
      try await bench.queue.delete(removed)
      let found = try await bench.queue.ended([failed[1], removed, failed[0]])
      #expect(found.done.map(\.id) == [failed[1]] && found.again == [failed[0]])
    }
  }

  @Test func whatDoesNotFitIntoAnAnswerIsNamed() async throws {
    try await EngineBench.run { bench async throws in
      // Their tags alone are more than one answer holds.
      let value = String(repeating: "v", count: Limits.tagValueBytesMax)
      let tags = Dictionary(uniqueKeysWithValues: (0..<Limits.tagCountMax).map { ("k\($0)", value) })
      let held = NewJob.noop {
        $0.holds = true
        $0.tags = tags
      }
      let count = Limits.waitBytesMax / (Limits.tagCountMax * Limits.tagValueBytesMax) + 300
      guard case .created(let ids) = try await bench.queue.submit([NewJob](repeating: held, count: count)) else {
        throw Unexpected(what: "not created")
      }
      #expect(try await bench.queue.bulk(.cancel, JobFilter(), isDryRun: false).count == count)
      let found = try await bench.queue.standing(ids, heard: [], isExpired: false)
      #expect(!found.omitted.isEmpty && found.done.count + found.omitted.count == count && found.pending.isEmpty)
      let bytes = found.done.dropLast().reduce(0) { $0 + $1.shownBytes }
      #expect(bytes <= Limits.waitBytesMax && found.done.count > count / 4)
      #expect(found.omitted.allSatisfy { $0.state == .cancelled })
      #expect(Set(found.done.map(\.id)).isDisjoint(with: found.omitted.map(\.id)))
    }
  }
}
