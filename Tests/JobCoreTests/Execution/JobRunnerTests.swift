// One attempt from its claim to its recorded end, with executors that do as the test says and a real store.

import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobRunnerTests {
  /// Carries out whatever it is given as the test says.
  private struct Scripted: JobExecutor {
    let body: @Sendable (ClaimedJob, ExecutionContext) async -> ExecutionReport

    func run(_ job: ClaimedJob, _ context: ExecutionContext) async -> ExecutionReport {
      await body(job, context)
    }
  }

  private let lines = Noted<[NotedLine]>([])
  private let live = LiveAttempts()
  private let scratch: TemporaryDirectory

  init() throws {
    scratch = try TemporaryDirectory()
  }

  private func runner(
    _ bench: StoreBench, subprocess: Scripted? = nil, processes: Scripted? = nil, http: Scripted? = nil,
    _ body: @escaping @Sendable (ClaimedJob, ExecutionContext) async -> ExecutionReport
  ) -> JobRunner {
    let lines = lines
    let (files, watch) = (LogFiles(root: scratch.path, store: "m"), LogWatch())
    let executors = Executors(
      subprocess: subprocess ?? Scripted(body: body), handlers: Scripted(body: body),
      processes: processes ?? Scripted(body: body),
      http: http ?? Scripted(body: body), places: HandlerRegistry.builtIn.adding(outside: ["out"]))
    return JobRunner(
      store: bench.store, live: live, executors: executors, watch: watch, files: files,
      parents: ResultReader(store: bench.store, files: files, watch: watch), clock: bench.clock, graceMicros: 1_000,
      keepForMicros: StoreBench.keepForMicros, logger: Logger(label: "test") { _ in NotingLogHandler(lines: lines) })
  }

  @Test func slotIsFreedBeforeTheEndIsRecorded() async throws {
    try await StoreKind.sqlite.withStore { bench in
      let claimed = try await bench.start()
      let runner = runner(bench) { _, _ in ExecutionReport(.returned(result: Array("7".utf8))) }
      let begun = runner.begin(claimed)
      #expect(live.controls.count == 1, "a cancel finds it before it runs")
      let seen = Noted<JobState?>(nil)
      let store = bench.store
      await runner.run(begun) {
        let state = try? await store.states([claimed.id])[claimed.id]
        seen.change { $0 = state }
      }
      #expect(seen.value == .running)
      let job = try await bench.job(claimed.id)
      #expect(job.state == .succeeded && job.hasResult && live.controls.isEmpty && lines.value.isEmpty)
    }
  }

  @Test func workGoesToWhoCarriesItOut() async throws {
    try await StoreKind.sqlite.withStore { bench in
      let asked = Noted<[String]>([])
      func scripted(_ name: String) -> Scripted {
        Scripted { job, _ in
          asked.change { $0.append("\(name) \(job.spec.work.kind)") }
          return ExecutionReport(.returned(result: nil))
        }
      }
      let runner = runner(
        bench, subprocess: scripted("subprocess"), processes: scripted("worker"), http: scripted("http"),
        scripted("here").body)
      let elsewhere = NewJob(.handler(name: "out", payload: nil))
      for job in [.shell("true"), NewJob(.exec(argv: ["true"])), .noop(), elsewhere, .http("http://h/")] as [NewJob] {
        await runner.run(runner.begin(try await bench.start(job))) {}
      }
      #expect(asked.value == ["subprocess shell", "subprocess exec", "here handler", "worker handler", "http http"])
    }
  }

  /// One that was claimed with a limit of nothing has ended in the claim; this limit came between claim and start.
  @Test func limitOfNothingNeverStartsTheWork() async throws {
    try await StoreKind.sqlite.withStore { bench in
      let claimed = try await bench.start()
      let runner = runner(bench) { _, _ in
        Issue.record("it was started")
        return ExecutionReport(.returned(result: nil))
      }
      let begun = runner.begin(claimed)
      live.deliver(LimitChange(fence: claimed.fence, timeoutMicros: 0, deadline: nil))
      await runner.run(begun) {}
      let job = try await bench.job(claimed.id)
      #expect(job.state == .failed && job.reason == .timeout && job.failure?.code == "timeout")
    }
  }

  /// Also if its commit overtakes the answer to the claim.
  @Test func stopThatComesBeforeTheWorkIsSeenByIt() async throws {
    try await StoreKind.sqlite.withStore { bench in
      let runner = runner(bench) { _, context in
        ExecutionReport(context.control.stopped == nil ? .returned(result: nil) : .stopped)
      }
      var options = CancelOptions()
      options.reason = "enough"
      for isAheadOfTheClaim in [true, false] {
        let claimed = try await bench.start()
        bench.told.clear()
        _ = try await bench.store.cancel(claimed.id, options, now: bench.now)
        let stop = try #require(bench.told.all.flatMap(\.stops).first)
        if isAheadOfTheClaim { live.deliver(stop) }
        let begun = runner.begin(claimed)
        if !isAheadOfTheClaim { live.deliver(stop) }
        await runner.run(begun) {}
        let job = try await bench.job(claimed.id)
        #expect(job.state == .cancelled && job.failure?.message == "enough")
      }
    }
  }

  @Test func inputIsKeptApartAndTakenOnce() async throws {
    try await StoreKind.sqlite.withStore { bench in
      let claimed = try await bench.start(.shell("cat") { $0.process.stdin = [1, 2] })
      let taken = Noted<[[UInt8]?]>([])
      let runner = runner(bench) { job, context in
        let input = [job.spec.process.stdin, context.input.take(), context.input.take()]
        taken.change { $0 = input }
        return ExecutionReport(.exited(code: 0))
      }
      await runner.run(runner.begin(claimed)) {}
      #expect(taken.value == [nil, [1, 2], nil])
    }
  }

  @Test func whatIsReportedComesWithTheEnd() async throws {
    try await StoreKind.sqlite.withStore { bench in
      let claimed = try await bench.start()
      let last = try Progress(done: 2, total: 4, note: "half", at: .noon)
      let runner = runner(bench) { _, context in
        context.progress(last)
        var report = ExecutionReport(.exited(code: 3))
        report.pid = 4711
        report.log = LogSummary(stdoutBytes: 5, stderrBytes: 6, isTruncated: true)
        report.hasResultFile = true
        return report
      }
      await runner.run(runner.begin(claimed)) {}
      let job = try await bench.job(claimed.id)
      #expect(job.state == .failed && job.exitCode == 3 && job.pid == 4711 && job.progress == last)
      #expect(job.log == LogSummary(stdoutBytes: 5, stderrBytes: 6, isTruncated: true))
    }
  }

  @Test func endIsNeverBeforeTheStart() async throws {
    try await StoreKind.sqlite.withStore { bench in
      let claimed = try await bench.start()
      let clock = bench.clock
      let runner = runner(bench) { _, _ in
        clock.turn(to: .noon - 3_600_000_000)
        return ExecutionReport(.returned(result: nil))
      }
      await runner.run(runner.begin(claimed)) {}
      #expect(try await bench.job(claimed.id).finishedAt == claimed.startedAt)
    }
  }

  @Test func checkpointIsKeptForTheNextAttemptUnlessItIsTooLarge() async throws {
    try await StoreKind.sqlite.withStore { bench in
      let claimed = try await bench.start(.noop { $0.retry = .quick(2) })
      let kept = Noted<[Bool]>([])
      let runner = runner(bench) { _, context in
        for bytes in [[1], [UInt8](repeating: 2, count: Limits.checkpointBytesMax + 1)] as [[UInt8]] {
          let isKept = await context.checkpoint(bytes)
          kept.change { $0.append(isKept) }
        }
        return ExecutionReport(.threw(JobFailure(code: "c", message: "m")))
      }
      await runner.run(runner.begin(claimed)) {}
      #expect(kept.value == [true, false])
      bench.store.promoteDue(now: bench.now)
      try await bench.store.ping()
      #expect(try await bench.claim().first?.checkpoint == [1])
    }
  }

  @Test func endOfAnAttemptThatHasEndedOtherwiseChangesNothing() async throws {
    try await StoreKind.sqlite.withStore { bench in
      let claimed = try await bench.start()
      let runner = runner(bench) { _, _ in ExecutionReport(.threw(JobFailure(code: "late", message: "m"))) }
      let begun = runner.begin(claimed)
      try await bench.end(claimed, .returned(result: nil))
      await runner.run(begun) {}
      #expect(try await bench.job(claimed.id).state == .succeeded && live.controls.isEmpty)
      #expect(lines.value.map(\.message) == ["attempt superseded, its end changes nothing"])
      #expect(lines.value.first?.metadata[LogKeys.jobID] == "\(claimed.id)")
    }
  }
}
