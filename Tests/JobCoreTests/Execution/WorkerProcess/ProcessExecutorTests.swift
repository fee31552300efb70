// Jobs in real worker processes: what a worker is told, and what becomes of what it says.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct ProcessExecutorTests {
  private typealias Script = WorkerScript

  private func value(_ bench: EngineBench, _ job: Job) async throws -> Any {
    try JSONSerialization.jsonObject(with: Data(try await bench.queue.result(job.id).bytes), options: .fragmentsAllowed)
  }

  @Test func workerIsToldOfItsAttemptAndItsResultIsTheJobs() async throws {
    try await WorkerBench.run { bench in
      let job = try await bench.finish(
        Script.job("work", #"["payload"]"#) {
          $0.name = "a \"name\""
          $0.tags = ["k": "v"]
          $0.timeoutMicros = 60_000_000
          $0.retry.maxAttempts = 3
        })
      #expect(job.state == .succeeded && job.hasResult && job.pid != nil)
      let run = try #require(try await value(bench, job) as? [String: Any])
      #expect(run["type"] as? String == "run" && run["job"] as? Int64 == job.id.value)
      #expect(run["name"] as? String == "a \"name\"" && run["queue"] as? String == "default")
      #expect(run["attempt"] as? Int == 1 && run["max_attempts"] as? Int == 3 && run["handler"] as? String == "work")
      #expect(run["timeout_ms"] as? Int == 60_000 && (run["tags"] as? [String: String]) == ["k": "v"])
      #expect((run["parents"] as? [Any])?.isEmpty == true && run["checkpoint"] == nil)
    }
  }

  @Test func environmentIsTheDaemonsWithoutWhatIsMeantForIt() async throws {
    try await WorkerBench.run(engine: { $0.advertisedURL = "unix:///tmp/x.sock" }) { bench in
      let job = try await bench.finish(Script.job("work", #"["environment"]"#))
      let variables = try #require(try await value(bench, job) as? [String: String])
      #expect(
        Set(variables.keys) == [
          "JOBD_WORKER_IN", "JOBD_WORKER_OUT", "JOBD_WORKER_HANDLER", "JOBD_WORKER_CONCURRENCY", "JOBD_FENCE",
          "JOBD_URL",
        ])
      #expect(variables["JOBD_WORKER_CONCURRENCY"] == "1")
      let boot = bench.queue.store.boot
      #expect(variables["JOBD_FENCE"]?.hasPrefix("\(bench.queue.store.mark)/worker/\(boot)/") == true)
    }
  }

  @Test func oneWorkerDoesManyJobsOneAfterTheOther() async throws {
    try await WorkerBench.run { bench in
      var pids: Set<String> = []
      for _ in 0..<5 {
        let job = try await bench.finish(Script.job("work", #"["pid"]"#))
        pids.insert(try await bench.result(job))
      }
      #expect(pids.count == 1)
      let workers = await bench.queue.workers()
      #expect(workers.workers.map(\.jobsDone) == [5] && workers.workers.first?.state == .idle)
      #expect(workers.handlers.first?.starts == 1)
    }
  }

  @Test func nullAndNoValueAreNoResult() async throws {
    try await WorkerBench.run { bench in
      for steps in [#"["result", null]"#, #"["say", {"type": "result"}]"#] {
        let job = try await bench.finish(Script.job("work", steps))
        #expect(job.state == .succeeded && !job.hasResult)
      }
    }
  }

  @Test func resultIsTheTextTheWorkerWrote() async throws {
    try await WorkerBench.run { bench in
      let text = #"{"b":  1.0, "a": [1e2, "\u00e4", 123456789012345678901234567890]}"#
      let quoted = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
      let job = try await bench.finish(Script.job("work", #"["raw_result", \#(quoted)]"#))
      #expect(try await bench.result(job) == text)
    }
  }

  @Test func errorsAreTheJobs() async throws {
    try await WorkerBench.run { bench in
      let job = try await bench.finish(
        Script.job("work", #"["say", {"type": "error", "message": "no luck", "code": "luck", "traceback": "T\nU"}]"#))
      #expect(job.state == .failed && job.reason == .error)
      #expect(job.failure == JobFailure(code: "luck", message: "no luck"))
      #expect(try await bench.output(job.id, .stderr) == "T\nU\n")
    }
  }

  @Test func retryFalseEndsTheJob() async throws {
    try await WorkerBench.run { bench in
      let final = try await bench.finish(
        Script.job("work", #"["say", {"type": "error", "message": "m", "retry": false}]"#) {
          $0.retry.maxAttempts = 5
          $0.retry.initialMicros = 0
        })
      #expect(final.state == .failed && final.attempt == 1)
      let retried = try await bench.finish(
        Script.job("work", #"["say", {"type": "error", "message": "m"}]"#) {
          $0.retry.maxAttempts = 3
          $0.retry.initialMicros = 0
        })
      #expect(retried.state == .failed && retried.attempt == 3)
    }
  }

  @Test func snoozeUsesNoAttempt() async throws {
    try await WorkerBench.run { bench in
      let id = try await bench.submit(Script.job("work", #"["say", {"type": "snooze", "for": 3600}]"#))
      try await eventually("never snoozed") { try await bench.queue.job(id).state == .scheduled }
      let job = try await bench.queue.job(id)
      #expect(job.attempt == 0 && job.starts == 1)
    }
  }

  @Test func progressIsKept() async throws {
    try await WorkerBench.run { bench in
      let job = try await bench.finish(
        Script.job(
          "work", #"["say", {"type": "progress", "done": 3, "total": 4, "note": "n"}]"#,
          #"["say", {"type": "progress", "fraction": 7}]"#, #"["say", {"type": "progress", "fraction": -1}]"#,
          #"["result", 1]"#))
      #expect(job.state == .succeeded && job.progress?.done == 3 && job.progress?.note == "n")
      #expect(try await bench.output(job.id, .stderr) == "jobd: progress that makes no sense is left out\n")
    }
  }

  @Test func floodOfReportsKeepsTheLast() async throws {
    try await WorkerBench.run { bench in
      let job = try await bench.finish(
        Script.job(
          "work", #"["repeat", 20000, ["say", {"type": "progress", "fraction": 0.5}]]"#,
          #"["say", {"type": "progress", "fraction": 0.75}]"#, #"["result", 1]"#))
      #expect(job.state == .succeeded && job.progress?.fraction == 0.75)
    }
  }

  @Test func floodOfMessagesIsAFewTransactions() async throws {
    try await WorkerBench.run { bench in
      let id = try await bench.start(
        #"["print", "up"]"#, bench.gate("go"),
        #"["repeat", 50000, ["say", {"type": "progress", "done": 1, "total": 2}]]"#,
        #"["say", {"type": "progress", "done": 2, "total": 2}]"#, bench.gate("end"), #"["result", 1]"#)
      try await bench.says(id, "up")
      try await bench.expectFewProgressWrites(of: id, last: 2) { try bench.open("go") }
      try bench.open("end")
      #expect(try await bench.end(of: id).progress?.done == 2)
    }
  }

  @Test func resultThatIsTooLargeFailsAndTheWorkerLives() async throws {
    try await WorkerBench.run { bench in
      let first = try await bench.finish(Script.job("work", #"["big", 1100000]"#))
      #expect(first.state == .failed && first.reason == .error && first.failure?.code == "result_too_large")
      let second = try await bench.finish(Script.job("work", #"["result", 2]"#))
      #expect(second.state == .succeeded && first.pid == second.pid)
    }
  }

  @Test func parentsResultsAreFiles() async throws {
    try await WorkerBench.run { bench in
      let shell = try await bench.submit(.shell("echo out"))
      let handler = try await bench.submit(Script.job("work", #"["result", [1]]"#))
      let yielding = try await bench.submit(
        Script.job("work", #"["say", {"type": "yield", "value": 2}]"#, #"["result"]"#))
      let job = try await bench.finish(
        Script.job("work", #"["parents"]"#) { job in
          job.after = [shell, handler, yielding].map { Dependency(.job($0)) }
        })
      let seen = try await bench.result(job)
      #expect(seen == #"[["succeeded", "out\n"], ["succeeded", "[1]"], ["succeeded", "2\n"]]"#)
    }
  }

  @Test func payloadThatIsNoJSONIsRefusedWithAReason() async throws {
    try await WorkerBench.run { bench in
      let job = try await bench.finish(NewJob(.handler(name: "work", payload: "{nonsense")))
      #expect(job.state == .failed && job.failure?.code == "payload")
      let lines = try await bench.finish(NewJob(.handler(name: "work", payload: "[\n[\"result\",\r\n 5]\n]")))
      #expect(lines.state == .succeeded)
    }
  }

  @Test func severalAttemptsShareAConcurrentWorker() async throws {
    try await WorkerBench.run(settings: { $0.concurrency = 4 }) { bench in
      var held: [JobID] = []
      for _ in 0..<3 { held.append(try await bench.submit(Script.job("work", #"["print", "raw"]"#, #"["hold"]"#))) }
      try await eventually { await bench.queue.workers().workers.first?.jobs == held }
      let last = try await bench.finish(
        Script.job("work", #"["say", {"type": "log", "text": "mine\n", "stream": "stdout"}]"#, #"["release"]"#))
      #expect(try await bench.result(last) == "4")
      for id in held { #expect(try await bench.end(of: id).state == .succeeded) }
      // Raw output cannot be told apart; what is said for a job is its.
      #expect(try await bench.output(last.id) == "mine\n")
      #expect(try await bench.output(held[0]).isEmpty)
      #expect(await bench.queue.workers().workers.count == 1)
    }
  }

  @Test func unknownHandlersAndExecutorsAreRefused() async throws {
    try await WorkerBench.run { bench in
      let unknown = NewJob(.handler(name: "wrok", payload: nil))
      let elsewhere = NewJob.noop { $0.executor = "process" }
      for job in [unknown, elsewhere] {
        do throws(SubmitError) {
          _ = try await bench.queue.submit(job)
          Issue.record("\(job) was taken")
        } catch {
          guard case .invalid = error else {
            Issue.record("\(error)")
            continue
          }
        }
      }
      let job = try await bench.finish(Script.job("work", #"["result"]"#) { $0.executor = "process" })
      #expect(job.state == .succeeded)
    }
  }
}
