// Waiting as asyncio waits: what ends a wait, what it answers, and that leaving it touches nothing.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueWaitTests {
  private func held(_ bench: EngineBench, _ count: Int) async throws -> [JobID] {
    var ids: [JobID] = []
    for _ in 0..<count { ids.append(try await bench.submit(.noop { $0.holds = true })) }
    return ids
  }

  private func wait(
    _ bench: EngineBench, _ ids: [JobID], _ until: WaitUntil
  ) -> Task<WaitResult, any Error> {
    let queue = bench.queue
    return Task { try await queue.wait(for: .jobs(ids), until: until, timeoutMicros: 60_000_000) }
  }

  private func fail(_ bench: EngineBench) async throws -> JobID {
    try await bench.finish(NewJob(.handler(name: "fail", payload: nil))).id
  }

  @Test func firstEndsWithTheFirst() async throws {
    try await EngineBench.run { bench async throws in
      let ids = try await held(bench, 3)
      let waiting = wait(bench, ids, .first)
      try await eventually { try await bench.queue.info().waiters == 1 }
      _ = try await bench.queue.release(ids[1])
      let result = try await waiting.value
      #expect(result.done.map(\.id) == [ids[1]] && result.pending == [ids[0], ids[2]] && !result.isExpired)
      #expect(try await bench.queue.info().waiters == 0)
    }
  }

  @Test func tenThousandWaitersAreAnsweredAndForgotten() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await held(bench, 1)[0]
      let queue = bench.queue
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<10_000 {
          let until: WaitUntil = number % 2 == 0 ? .all : .first
          group.addTask {
            try await queue.wait(for: .jobs([id]), until: until, timeoutMicros: nil).done.map(\.id) == [id]
          }
        }
        try await eventually(within: .seconds(60)) { try await queue.info().waiters == 10_000 }
        _ = try await queue.release(id)
        for try await isAnswered in group { #expect(isAnswered) }
      }
      #expect(try await queue.info().waiters == 0)
    }
  }

  @Test func firstFailureIgnoresTheCancelled() async throws {
    try await EngineBench.run { bench async throws in
      var ids = try await held(bench, 3)
      ids.insert(try await bench.submit(NewJob(.handler(name: "fail", payload: nil)).with { $0.holds = true }), at: 1)
      let waiting = wait(bench, ids, .firstFailure)
      try await eventually { try await bench.queue.info().waiters == 1 }
      _ = try await bench.queue.cancel(ids[0])
      _ = try await bench.queue.release(ids[2])
      _ = try await bench.end(of: ids[2])
      _ = try await bench.queue.release(ids[1])
      let result = try await waiting.value
      #expect(result.done.map(\.id) == [ids[0], ids[2], ids[1]] && result.pending == [ids[3]])
      #expect(result.done.map(\.state) == [.cancelled, .succeeded, .failed])
    }
  }

  @Test func allWaitsForAllAndAnswersInTheOrderOfFinishing() async throws {
    try await EngineBench.run { bench async throws in
      let ids = try await held(bench, 3)
      let asked = [ids[2], ids[0], ids[2], ids[1], ids[0]]
      let waiting = wait(bench, asked, .all)
      try await eventually { try await bench.queue.info().waiters == 1 }
      for id in [ids[1], ids[2], ids[0]] {
        _ = try await bench.queue.release(id)
        _ = try await bench.end(of: id)
      }
      let result = try await waiting.value
      #expect(result.done.map(\.id) == [ids[1], ids[2], ids[0]] && result.pending.isEmpty && !result.isExpired)
    }
  }

  @Test func whatHasEndedBeforeEndsTheWaitAtOnce() async throws {
    try await EngineBench.run { bench async throws in
      let failed = try await fail(bench)
      let pending = try await held(bench, 1)
      for until in [WaitUntil.first, .firstFailure, .firstError] {
        let result = try await wait(bench, pending + [failed], until).value
        #expect(result.done.map(\.id) == [failed] && !result.isExpired)
      }
      #expect(try await wait(bench, [failed], .all).value.pending.isEmpty)
    }
  }

  @Test func timeThatIsUpTouchesNothing() async throws {
    try await EngineBench.run { bench async throws in
      let ids = try await held(bench, 2)
      let before = try await bench.queue.job(ids[0])
      for timeout in [Int64(-1), 0, 5_000] {
        let result = try await bench.queue.wait(for: .jobs(ids), until: .all, timeoutMicros: timeout)
        #expect(result.isExpired && result.done.isEmpty && result.pending == ids)
        #expect(try await bench.queue.wait(ids[0], timeoutMicros: timeout) == before)
      }
      #expect(try await bench.queue.job(ids[0]) == before)
      #expect(try await bench.queue.info().waiters == 0)
    }
  }

  @Test func cancelledWaitLeavesTheJobAlone() async throws {
    try await EngineBench.run { bench async throws in
      let ids = try await held(bench, 1)
      let waiting = wait(bench, ids, .all)
      try await eventually { try await bench.queue.info().waiters == 1 }
      waiting.cancel()
      #expect(try await waiting.value.pending == ids)
      #expect(try await bench.queue.job(ids[0]).state == .held)
      #expect(try await bench.queue.info().waiters == 0)
    }
  }

  @Test func unknownJobsAndNoJobsAreRefused() async throws {
    try await EngineBench.run { bench async throws in
      let ids = try await held(bench, 1)
      await #expect(throws: JobError.notFound(JobID(99))) {
        _ = try await bench.queue.wait(for: .jobs(ids + [JobID(99)]), until: .first, timeoutMicros: 0)
      }
      await #expect(throws: JobError.self) {
        _ = try await bench.queue.wait(for: .jobs([]), until: .first, timeoutMicros: 0)
      }
      await #expect(throws: JobError.notFound(JobID(99))) {
        _ = try await bench.queue.wait(JobID(99), timeoutMicros: 0)
      }
    }
  }

  @Test func queueIsWaitedForAsItStands() async throws {
    try await EngineBench.run { bench async throws in
      let mine = try await bench.submit(
        .noop {
          $0.queue = "q"
          $0.holds = true
        })
      let others = try await held(bench, 1)
      let queue = bench.queue
      async let result = queue.wait(for: .queue("q"), until: .all, timeoutMicros: 60_000_000)
      try await eventually { try await queue.info().waiters == 1 }
      _ = try await queue.cancel(mine)
      #expect(try await result.done.map(\.id) == [mine])
      #expect(try await queue.job(others[0]).state == .held)
      let empty = try await queue.wait(for: .queue("q"), until: .all, timeoutMicros: 60_000_000)
      #expect(empty.done.isEmpty && empty.pending.isEmpty && !empty.isExpired)
    }
  }

  /// A wait for those that were found by then would end before the others.
  @Test func searchThatDoesNotEndInTimeIsNoWaitForSome() async throws {
    try await EngineBench.run { bench async throws in
      _ = try await held(bench, 3)
      let queue = bench.queue
      let waiting = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await queue.wait(for: .filter(JobFilter()), until: .all, timeoutMicros: 0)
      }
      await #expect(throws: JobError.waitSearchUnfinished) { _ = try await waiting.value }
      #expect(try await queue.wait(for: .filter(JobFilter()), until: .all, timeoutMicros: 0).pending.count == 3)
    }
  }

  @Test func jobThatIsRetriedMeanwhileIsWaitedForAgain() async throws {
    try await EngineBench.run { bench async throws in
      let approval = try await bench.submit(NewJob(.external))
      let other = try await held(bench, 1)[0]
      try await eventually { try await bench.queue.job(approval).state == .running }
      let waiting = wait(bench, [approval, other], .all)
      let single = wait(bench, [approval], .firstError)
      try await eventually { try await bench.queue.info().waiters == 2 }
      _ = try await bench.queue.endExternal(approval, .failed(JobFailure(code: "no", message: "no"), mayRetry: true))
      #expect(try await single.value.done.map(\.id) == [approval])
      _ = try await bench.queue.retry(approval)
      try await eventually { try await bench.queue.job(approval).state == .running }
      _ = try await bench.queue.release(other)
      _ = try await bench.end(of: other)
      // The wait goes on: of two, one runs.
      _ = try await bench.queue.endExternal(approval, .completed(result: nil))
      let result = try await waiting.value
      #expect(result.done.map(\.state) == [.succeeded, .succeeded] && result.pending.isEmpty && !result.isExpired)
      #expect(result.done.map(\.id) == [other, approval])
    }
  }

  @Test func jobDeletedMeanwhileCountsAsEnded() async throws {
    try await EngineBench.run { bench async throws in
      let ids = try await held(bench, 2)
      let waiting = wait(bench, ids, .all)
      try await eventually { try await bench.queue.info().waiters == 1 }
      for id in ids {
        _ = try await bench.queue.cancel(id)
        try await bench.queue.delete(id)
      }
      #expect(try await waiting.value.pending.isEmpty)
    }
  }
}
