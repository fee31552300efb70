// Attempts in workers that are told to stop: by a message, then by signals, the others left alone.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerPoolStopsTests {
  @Test func cancelReachesTheWorker() async throws {
    try await WorkerBench.run { bench in
      let id = try await bench.start(#"["print", "begun"]"#, #"["cancelled"]"#) { $0.graceMicros = 60_000_000 }
      try await bench.says(id, "begun")
      var options = CancelOptions()
      options.reason = "no \"need\""
      _ = try await bench.queue.cancel(id, options)
      let job = try await bench.end(of: id)
      #expect(job.state == .cancelled && job.failure?.message == "no \"need\"")
      let told = try await bench.output(id)
      #expect(told.contains(#""cause": "user""#) && told.contains(#""grace_ms": 60000"#))
      // It goes on with the next one.
      let next = try await bench.work(#"["result", 1]"#)
      #expect(next.state == .succeeded && next.pid == job.pid)
    }
  }

  @Test func timeLimitReachesTheWorker() async throws {
    try await WorkerBench.run { bench in
      let job = try await bench.workTooLong(#"["cancelled"]"#, graceMicros: 60_000_000)
      #expect(job.state == .failed && job.reason == .timeout)
      #expect(try await bench.output(job.id).contains(#""cause": "timeout""#))
    }
  }

  @Test func valueInSpiteOfACancelCounts() async throws {
    try await WorkerBench.run { bench in
      let id = try await bench.start(#"["print", "begun"]"#, bench.gate("go"), #"["result", 1]"#) {
        $0.graceMicros = 60_000_000
      }
      try await bench.says(id, "begun")
      _ = try await bench.queue.cancel(id)
      try bench.open("go")
      let job = try await bench.end(of: id)
      #expect(job.state == .succeeded && job.isCancelRequested)
    }
  }

  @Test(arguments: [SIGABRT, SIGSEGV]) func crashInSpiteOfACancelIsAFailure(_ signal: Int32) async throws {
    try await WorkerBench.run { bench in
      let id = try await bench.start(#"["print", "begun"]"#, #"["until_cancelled"]"#, #"["kill", \#(signal)]"#) {
        $0.graceMicros = 60_000_000
      }
      try await bench.says(id, "begun")
      _ = try await bench.queue.cancel(id)
      let job = try await bench.end(of: id)
      #expect(job.state == .failed && job.reason == .error && job.failure?.code == "worker_died")
      #expect(job.failure?.message.contains("signal \(signal)") == true)
    }
  }

  @Test func errorInSpiteOfACancelIsThatErrorAndIsNotRetried() async throws {
    try await WorkerBench.run { bench in
      let id = try await bench.start(
        #"["print", "begun"]"#, #"["until_cancelled"]"#,
        #"["say", {"type": "error", "code": "cleanup", "message": "it would not close"}]"#
      ) {
        $0.graceMicros = 60_000_000
        $0.retry = .quick(3)
      }
      try await bench.says(id, "begun")
      _ = try await bench.queue.cancel(id)
      let job = try await bench.end(of: id)
      #expect(job.state == .failed && job.reason == .error && job.attempt == 1 && job.isCancelRequested)
      #expect(job.failure == JobFailure(code: "cleanup", message: "it would not close"))
      let next = try await bench.work(#"["result", 1]"#)
      #expect(next.state == .succeeded && next.pid == job.pid)
    }
  }

  @Test func workerThatDoesNotHearIsEndedWithItsGroup() async throws {
    try await WorkerBench.run { bench in
      // TERM ends it after the grace.
      let sleeping = try await bench.workTooLong(
        #"["system", "sleep 1000 & echo $!; exit 0"]"#, #"["sleep", 1000]"#, graceMicros: 50_000, onceItSays: "\n")
      #expect(sleeping.state == .failed && sleeping.reason == .timeout)
      let child = try #require(pid_t(try await bench.output(sleeping.id).filter(\.isNumber)))
      try await eventually { !isAlive(child) }
      // This one ignores TERM.
      let deaf = try await bench.workTooLong(#"["deaf"]"#, graceMicros: 50_000)
      #expect(deaf.state == .failed && deaf.reason == .timeout)
      // A stopped one hears nothing at all.
      let stopped = try await bench.workTooLong(#"["stop_self"]"#, graceMicros: 0)
      #expect(stopped.state == .failed && stopped.reason == .timeout)
      let next = try await bench.work(#"["result", 1]"#)
      #expect(next.state == .succeeded)
      // Nobody's fault: no pause came between them.
      #expect(await bench.queue.workers().handlers.first?.lastFailure == nil)
    }
  }

  /// TERM is for the whole group, and so is the time until KILL: the worker's end is not theirs.
  @Test func whatAWorkerHasStartedMayCleanUp() async throws {
    try await WorkerBench.run(engine: { $0.workerPace.killMicros = 60_000_000 }) { bench in
      let script = """
        trap 'touch \(bench.directory)/begun
          while ! test -e \(bench.directory)/go; do sleep 0.02; done; touch \(bench.directory)/saved; exit 0' TERM
        touch \(bench.directory)/ready
        while :; do sleep 0.02; done
        """
      try script.write(toFile: "\(bench.directory)/careful", atomically: true, encoding: .utf8)
      let id = try await bench.start(
        #"["system", "sh \#(bench.directory)/careful & exit 0"]"#, #"["print", "begun"]"#, #"["sleep", 1000]"#
      ) { $0.graceMicros = 50_000 }
      try await bench.says(id, "begun")
      try await eventually { FileManager.default.fileExists(atPath: "\(bench.directory)/ready") }
      let pid = try #require(await bench.workers.first?.pid)
      _ = try await bench.queue.cancel(id)
      try await eventually { FileManager.default.fileExists(atPath: "\(bench.directory)/begun") }
      try await eventually { !isAlive(pid) }
      #expect(try await bench.queue.job(id).state == .running)
      try bench.open("go")
      #expect(try await bench.end(of: id).state == .cancelled)
      #expect(FileManager.default.fileExists(atPath: "\(bench.directory)/saved"))
      #expect(try await bench.work(#"["result", 1]"#).state == .succeeded)
    }
  }

  @Test func cancelOfOneDoesNotTouchTheOthersUnlessItIsNotObeyed() async throws {
    try await WorkerBench.run(settings: { $0.concurrency = 3 }) { bench in
      let held = try await bench.start(#"["hold"]"#)
      try await eventually { await bench.workers.first?.jobs == [held] }
      let deaf = try await bench.workTooLong(#"["sleep", 1000]"#, graceMicros: 50_000)
      #expect(deaf.state == .failed && deaf.reason == .timeout)
      let other = try await bench.end(of: held)
      #expect(other.state == .failed && other.failure?.code == "worker_died")
      #expect(other.failure?.message.contains("job \(deaf.id)") == true)
    }
  }
}
