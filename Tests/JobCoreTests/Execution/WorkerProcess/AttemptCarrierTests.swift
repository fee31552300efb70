// What a worker hands over for its attempt: values, follow-ups and checkpoints, and what is too much of them.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct AttemptCarrierTests {
  private typealias Script = WorkerScript

  @Test func checkpointOutlivesTheWorker() async throws {
    try await WorkerBench.run(engine: { $0.workerPace.pauseMicros = 1_000 }) { bench in
      // The first attempt dies after its checkpoint is acknowledged; the second one sees it.
      let flag = "\(bench.directory)/second"
      let id = try await bench.submit(
        Script.job(
          "work", #"["checkpoint", "aGVsbG8="]"#, #"["print", "saved"]"#, #"["wait_file", "\#(flag)"]"#,
          #"["checkpoint_seen"]"#
        ) {
          $0.retry.maxAttempts = 2
          $0.retry.initialMicros = 0
        })
      try await bench.says(id, "saved")
      let worker = try #require(await bench.queue.workers().workers.first?.pid)
      kill(worker, SIGKILL)
      #expect(FileManager.default.createFile(atPath: flag, contents: nil))
      let job = try await bench.end(of: id)
      #expect(job.state == .succeeded && job.attempt == 2)
      #expect(try await bench.result(job) == #""aGVsbG8=""#)
    }
  }

  @Test func yieldedValuesAreLinesOfTheResult() async throws {
    try await WorkerBench.run { bench in
      let id = try await bench.submit(
        Script.job(
          "work", #"["say", {"type": "yield", "value": [1]}]"#, #"["say", {"type": "yield", "value": "two"}]"#,
          #"["wait_file", "\#(bench.directory)/go"]"#, #"["result"]"#))
      let path = bench.queue.files.paths(id, start: 1).result
      // Readable while the job runs.
      try await eventually { (try? String(contentsOfFile: path, encoding: .utf8)) == "[1]\n\"two\"\n" }
      #expect(FileManager.default.createFile(atPath: "\(bench.directory)/go", contents: nil))
      let job = try await bench.end(of: id)
      #expect(job.state == .succeeded && job.hasResult)
      #expect(try await bench.result(job) == "[1]\n\"two\"\n")
    }
  }

  @Test func tooManyValuesFailTheAttempt() async throws {
    try await WorkerBench.run { bench in
      let value = String(repeating: "x", count: 1_000)
      let job = try await bench.finish(
        Script.job("work", #"["repeat", 2000, ["say", {"type": "yield", "value": "\#(value)"}]]"#, #"["result"]"#))
      #expect(job.state == .failed && job.reason == .error && job.failure?.code == "result_too_large")
      let after = try await bench.finish(Script.job("work", #"["result", 1]"#))
      #expect(after.state == .succeeded)
    }
  }

  @Test func valueAfterValuesIsAFailure() async throws {
    try await WorkerBench.run { bench in
      let job = try await bench.finish(
        Script.job("work", #"["say", {"type": "yield", "value": 1}]"#, #"["result", 2]"#))
      #expect(job.state == .failed && job.failure?.code == "worker_protocol")
    }
  }

  @Test func followUpsAreStoredWithTheEnd() async throws {
    let parser: SubmissionParser = { json in
      guard let object = try? JSONSerialization.jsonObject(with: Data(json)) as? [String: String],
        let shell = object["shell"]
      else { return .failure(SubmissionFault(message: "shell: must be given")) }
      return .success(NewJob(.shell(shell)))
    }
    try await WorkerBench.run(engine: { $0.submissionParser = parser }) { bench in
      let good = try await bench.finish(
        Script.job(
          "work", #"["say", {"type": "follow_up", "job": {"shell": "true"}, "on": "success"}]"#, #"["result"]"#))
      let children = try await bench.queue.job(good.id).children
      #expect(good.state == .succeeded && children.count == 1)
      #expect(try await bench.end(of: children[0]).submittedBy == "job:\(good.id)")
      // Nobody else would hear of one that cannot be taken.
      let bad = try await bench.finish(
        Script.job("work", #"["say", {"type": "follow_up", "job": {"shell": 7}}]"#, #"["result"]"#))
      #expect(bad.state == .failed && bad.failure == JobFailure(code: "follow_up", message: "shell: must be given"))
    }
  }

  @Test func followUpsThatCannotBeTakenAreRefusedInPlainWords() async throws {
    let parser: SubmissionParser = { json in
      if json.first == UInt8(ascii: "1") { return .success(NewJob(.shell("true"))) }
      var job = NewJob(.shell("true"))
      for _ in 0..<70 {
        var outer = NewJob(.shell("true"))
        outer.then = [FollowUp(on: .any, job)]
        job = outer
      }
      return .success(job)
    }
    try await WorkerBench.run(engine: { $0.submissionParser = parser }) { bench in
      let many = try await bench.work(
        #"["repeat", 10001, ["say", {"type": "follow_up", "job": 1, "on": "any"}]]"#, #"["result"]"#)
      #expect(
        many.failure?.message
          == "there are 10001 follow-ups, and a job may have 10000: let one of them submit the rest")
      let deep = try await bench.work(#"["say", {"type": "follow_up", "job": 2, "on": "any"}]"#, #"["result"]"#)
      let message = try #require(deep.failure?.message)
      #expect(message.hasPrefix("a follow-up cannot be taken: then[0].job.then[0].job."), "\(message)")
      #expect(message.utf8.count < 500 && !message.contains("FieldFault"), "\(message)")
    }
  }

  @Test func valuesBeyondTheBoundEndTheAttemptAndNotOnlyItsResult() async throws {
    let value = String(repeating: "x", count: 10_000)
    let endless = #"["for_ever", ["say", {"type": "yield", "value": "\#(value)"}]]"#
    // The grace is for who listens.
    try await WorkerBench.run(engine: { $0.graceMicros = 3_600_000_000 }) { bench in
      let job = try await bench.work(endless)
      #expect(job.state == .failed && job.reason == .error && job.failure?.code == "result_too_large", "\(job)")
      #expect(try await bench.work(#"["result", 1]"#).state == .succeeded)
      // One that hears of it ends by itself, and its worker lives.
      let heard = try await bench.work(
        #"["repeat", 200, ["say", {"type": "yield", "value": "\#(value)"}]]"#, #"["cancelled"]"#)
      #expect(heard.state == .failed && heard.reason == .error && heard.failure?.code == "result_too_large")
      #expect(try await bench.output(heard.id).contains("the values have more than"))
      let next = try await bench.work(#"["result", 1]"#)
      #expect(next.pid == heard.pid)
    }
  }
}
