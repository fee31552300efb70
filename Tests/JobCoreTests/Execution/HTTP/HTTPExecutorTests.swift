// What the engine makes of each thing that a carrier can say, with a carrier that says what it is told.

import TestSupport
import Testing

@testable import JobCore

@Suite struct HTTPExecutorTests {
  /// Says one thing, and remembers what it was asked.
  private struct Scripted: HTTPJobCarrier {
    let end: HTTPEnd
    let asked = Noted<[String]>([])

    func carryOut(_ attempt: HTTPAttempt) async -> HTTPEnd {
      asked.change { $0.append("\(attempt.work.url) \(attempt.idempotencyKey) \(attempt.number)") }
      return end
    }

    func close() async {}
  }

  /// Says that it failed, once its task is cancelled.
  private struct Hanging: HTTPJobCarrier {
    func carryOut(_ attempt: HTTPAttempt) async -> HTTPEnd {
      let (stream, continuation) = AsyncStream<Void>.makeStream()
      await withTaskCancellationHandler {
        for await _ in stream {}
      } onCancel: {
        continuation.finish()
      }
      return HTTPEnd(.failed(JobFailure(code: "connect", message: "cut off")))
    }

    func close() async {}
  }

  private let clock = ManualClock()
  private let failure = JobFailure(code: "status", message: "answered 500")

  private func withJob<T>(
    _ carrier: some HTTPJobCarrier, _ body: (HTTPExecutor, ClaimedJob, ExecutionContext) async throws -> T
  ) async throws -> T {
    try await StoreKind.sqlite.withStore { bench async throws in
      let job = try await bench.start(.http("http://one.example/a"))
      let executor = HTTPExecutor(
        carrier: carrier, holds: HostHolds(clock: clock) { _, _ in }, storeMark: "mark", clock: clock)
      let files = LogFiles(root: bench.directory.path, store: "mark")
      let parents = ResultReader(store: bench.store, files: files, watch: LogWatch())
      let context = ExecutionContext(
        control: AttemptControl(graceMicros: 0), record: { _ in }, parents: parents, input: JobInput(nil))
      return try await body(executor, job, context)
    }
  }

  @Test func verdictsBecomeOutcomes() async throws {
    let origin = try #require(HTTPOrigin("http://one.example/a"))
    let lane = "host/http://one.example:80"
    for (verdict, outcome) in [
      (.succeeded(body: [1]), .returned(result: [1])), (.failed(failure), .httpFailed(failure)),
      (.discarded(failure), .discarded(failure)), (.shortage(failure), .resourceShortage(failure)),
      (
        .kept(from: origin),
        .heldBack(
          lane: lane, JobFailure(code: "status", message: "\(origin.text) is held and asked to be left alone"))
      ),
      (
        .askedToWait(origin, micros: 5_000_000, why: "answered 429"),
        .heldBack(
          lane: lane, JobFailure(code: "status", message: "\(origin.text) answered 429 and asked to be left alone"))
      ),
    ] as [(HTTPEnd.Verdict, Outcome)] {
      let answer = HTTPAnswer(status: 200, headers: [], url: "http://one.example/a")
      let carrier = Scripted(end: HTTPEnd(verdict, answer: answer))
      try await withJob(carrier) { executor, job, context in
        let report = await executor.run(job, context)
        #expect(report.outcome == outcome && report.http == answer)
        #expect(carrier.asked.value == ["http://one.example/a jobd-mark-1 1"])
        var isHeld = false
        if case .askedToWait = verdict { isHeld = true }
        #expect(executor.holds.isHeld(origin) == isHeld)
      }
    }
  }

  @Test func failureOfWhatWasStoppedIsAStop() async throws {
    try await withJob(Hanging()) { executor, job, context in
      context.control.stop(.cancel)
      let report = await executor.run(job, context)
      #expect(report.outcome == .stopped && report.http == nil)
    }
  }
}
