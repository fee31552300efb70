// Jobs that yield their values: read while they run and afterwards, bounded, and ended in the middle by an error or a
// cancel. In this process and in worker processes.

import TestSupport
import Testing

@testable import JobCore
@testable import WorkerHost

@Suite struct JobValuesTests {
  enum Place: CaseIterable { case here, worker }

  private func run(_ place: Place, _ body: (EngineBench) async throws -> Void) async throws {
    switch place {
    case .here:
      var handlers = HandlerRegistry.builtIn
      handlers.register(Counting.self)
      try await EngineBench.run(handlers: handlers, { $0.graceMicros = 5_000_000 }, body)
    case .worker: try await HostBench.run("counting", body: body)
    }
  }

  private func gate(_ bench: EngineBench) -> String { "\(bench.scratch.path)/gate" }

  @Test(arguments: Place.allCases) func valuesAreReadWhileItRuns(_ place: Place) async throws {
    try await run(place) { bench in
      let handle = try await bench.queue.submit(Counting(count: 3, gate: gate(bench)))
      var values = handle.values().makeAsyncIterator()
      for number in 1...3 {
        try bench.touch("gate\(number)")
        #expect(try await values.next()?.number == number)
        if number < 3 { #expect(try await handle.status.state == .running) }
      }
      #expect(try await values.next() == nil)
      #expect(try await values.next() == nil)
      #expect(try await handle.value.map(\.number) == [1, 2, 3])
      let result = try await bench.queue.result(handle.id)
      #expect(result.source == .lines && result.bytes.filter { $0 == 10 }.count == 3)
    }
  }

  @Test(arguments: Place.allCases) func valuesOfAnEndedJobAreReadTheSame(_ place: Place) async throws {
    try await run(place) { bench in
      let handle = try await bench.queue.submit(Counting(count: 1_000))
      _ = try await handle.value
      var numbers: [Int] = []
      for try await value in bench.queue.handle(handle.id, of: Counting.self).values() { numbers.append(value.number) }
      #expect(numbers == Array(1...1_000))
    }
  }

  @Test(arguments: Place.allCases) func noValuesAreAResultToo(_ place: Place) async throws {
    try await run(place) { bench in
      let handle = try await bench.queue.submit(Counting(count: 0))
      for try await value in handle.values() { Issue.record("\(value)") }
      #expect(try await handle.value.isEmpty)
    }
  }

  @Test(arguments: Place.allCases) func valuesOverTheBoundFailTheAttempt(_ place: Place) async throws {
    try await run(place) { bench in
      let fits = try await bench.queue.submit(Counting(count: 10, padding: 100_000))
      #expect(try await fits.value.count == 10)
      let handle = try await bench.queue.submit(Counting(count: 1_000, padding: 100_000))
      let job = try await bench.end(of: handle.id)
      #expect(job.state == .failed && job.failure?.code == "result_too_large")
      let error = await #expect(throws: JobValueError.self) { for try await _ in handle.values() {} }
      guard case .failed = error else {
        Issue.record("\(error as Any)")
        return
      }
      // One value that is larger than a message may be.
      let large = try await bench.queue.submit(Counting(count: 1, padding: 4_000_000))
      #expect(try await bench.end(of: large.id).failure?.code == "result_too_large")
    }
  }

  @Test(arguments: Place.allCases) func errorInTheMiddleFailsItAndTheNextAttemptBeginsAgain(_ place: Place) async throws
  {
    try await run(place) { bench in
      let handle = try await bench.queue.submit(Counting(count: 5, gate: gate(bench), failsAt: 3)) {
        $0.retry.maxAttempts = 2
        $0.retry.initialMicros = 0
      }
      var values = handle.values().makeAsyncIterator()
      for number in 1...2 {
        try bench.touch("gate\(number)")
        #expect(try await values.next()?.number == number)
      }
      let error = await #expect(throws: JobValueError.self) { _ = try await values.next() }
      guard case .failed = error else {
        Issue.record("\(error as Any)")
        return
      }
      let job = try await bench.end(of: handle.id)
      #expect(job.attempt == 2 && job.failure == JobFailure(code: "E42", message: "at 3"))
      await #expect(throws: JobValueError.self) { _ = try await handle.value }
    }
  }

  // The sequence of this job just ends when its task is cancelled; that is no success.
  @Test(arguments: Place.allCases) func cancelInTheMiddleIsNoResult(_ place: Place) async throws {
    try await run(place) { bench in
      let handle = try await bench.queue.submit(Counting(count: 5, gate: gate(bench)))
      var values = handle.values().makeAsyncIterator()
      try bench.touch("gate1")
      #expect(try await values.next()?.number == 1)
      try await handle.cancel()
      let error = await #expect(throws: JobValueError.self) { _ = try await values.next() }
      guard case .cancelled(let job) = error else {
        Issue.record("\(error as Any)")
        return
      }
      #expect(job.state == .cancelled)
    }
  }

  @Test func cancelledIterationLeavesTheJobAlone() async throws {
    try await run(.here) { bench in
      let handle = try await bench.queue.submit(Counting(count: 2, gate: gate(bench)))
      let (read, reading) = AsyncStream<Void>.makeStream()
      try await withThrowingTaskGroup(of: JobValueError?.self) { group in
        group.addTask {
          do throws(JobValueError) {
            for try await _ in handle.values() { reading.yield() }
            return nil
          } catch {
            return error
          }
        }
        try bench.touch("gate1")
        var reads = read.makeAsyncIterator()
        await reads.next()
        group.cancelAll()
        #expect(try await group.next() == .waitCancelled(handle.id))
      }
      try bench.touch("gate2")
      #expect(try await handle.value.count == 2)
    }
  }

  @Test func scopesAndFollowUpsTakeStreamingJobs() async throws {
    try await run(.here) { bench in
      let counts = try await bench.queue.withBatch { batch in
        [try await batch.submit(Counting(count: 2)), try await batch.submit(Counting(count: 3))]
      }
      #expect(try await bench.queue.gather(counts).map(\.count) == [2, 3])
      let follower = try await bench.finish(
        .handler("counting", nil, payload: #"{"count": 1, "padding": 0}"#) {
          $0.after = [Dependency(.job(counts[0].id))]
        })
      #expect(follower.state == .succeeded)
    }
  }
}
