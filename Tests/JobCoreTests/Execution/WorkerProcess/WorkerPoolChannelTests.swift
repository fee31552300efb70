// Workers that do what they may not: each fails its own attempt, with evidence, and the next job finds a new worker.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerPoolChannelTests {
  /// Steps that are a fault, and what the failure has to say.
  @Test(arguments: [
    (#"["raw", "ready\n"]"#, "wrote what is no message"),
    (#"["raw", "\n"]"#, "wrote what is no message"),
    (#"["raw", "{\"type\": \"result\"}\n"]"#, "\"fence\" is missing"),
    (#"["raw_result", "NaN"]"#, "wrote what is no message"),
    (#"["raw_result", "\"\\ud800\""]"#, "surrogate"),
    (#"["raw_bytes", [34, 255, 34, 10]]"#, "UTF-8"),
    (#"["say", {"type": "nonsense"}]"#, "no message of type \"nonsense\""),
    (#"["say", {"type": "hello", "v": 1, "handlers": ["work"]}]"#, "said hello twice"),
    (#"["say", {"type": "result", "fence": "7-7-7"}]"#, "an attempt it was not given"),
    (#"["say", {"type": "progress", "fence": "7-7-7", "fraction": 0.5}]"#, "an attempt it was not given"),
    (#"["long", 2000000]"#, "a line of more than"),
    (#"["raw", "half a"], ["exit", 0]"#, "left half a line"),
    (#"["close", 4], ["sleep", 1000]"#, "closed its channel"),
    (#"["close", 3], ["say", {"type": "checkpoint", "data": "", "n": 1}], ["sleep", 1000]"#, "closed its channel"),
    (#"["say", {"type": "checkpoint", "data": "*"}]"#, "base64"),
    (#"["say", {"type": "snooze", "for": -1}]"#, "between 0 and ten years"),
    (#"["eprint", "my last words"], ["exit", 3]"#, "exited with code 3; the end of its standard error:\nmy last words"),
    (#"["print", "on the other side"], ["kill", 11]"#, "signal 11; the end of its standard output:\non the other side"),
  ]) func faultFailsTheAttemptAndNoOther(_ steps: String, _ words: String) async throws {
    try await WorkerBench.run { bench in
      let before = try await bench.work(#"["result", 1]"#)
      let job = try await bench.work(steps)
      #expect(job.state == .failed && job.reason == .error)
      #expect(["worker_protocol", "worker_died"].contains(job.failure?.code))
      #expect(job.failure?.message.contains(words) == true, "\(job.failure?.message ?? "")")
      let after = try await bench.work(#"["result", 1]"#)
      #expect(before.state == .succeeded && after.state == .succeeded && before.pid != after.pid)
    }
  }

  @Test func attemptEndedTwiceCountsOnceAndTheNextJobIsSpared() async throws {
    try await WorkerBench.run { bench in
      let job = try await bench.work(#"["result", 1]"#, #"["result", 2]"#)
      #expect(job.state == .succeeded)
      #expect(try await bench.result(job) == "1")
      for _ in 0..<5 {
        // Whether the next job is given to it before or after its second answer.
        let ids = [
          try await bench.start(#"["result", 1]"#, #"["sleep", 0.02]"#, #"["result", 2]"#, #"["sleep", 1000]"#),
          try await bench.start(#"["result", 3]"#),
        ]
        for id in ids { #expect(try await bench.end(of: id).state == .succeeded) }
      }
    }
  }

  @Test func lateRemarksAreIgnoredLateDeliveriesAreNot() async throws {
    try await WorkerBench.run { bench in
      _ = try await bench.work(#"["result", 1]"#)
      let spared = try await bench.work(
        #"["say_last", {"type": "progress", "fraction": 0.5}]"#, #"["say_last", {"type": "log", "text": "late"}]"#,
        #"["result", 1]"#)
      #expect(spared.state == .succeeded && spared.progress == nil)
      #expect(try await bench.output(spared.id, .stderr).isEmpty)
      let failed = try await bench.work(#"["say_last", {"type": "yield", "value": 1}]"#, #"["result", 1]"#)
      #expect(failed.state == .failed && failed.failure?.message.contains("has ended") == true)
    }
  }

  /// The fence is a live one, of an attempt in another process.
  @Test func attemptOfAnotherWorkerIsNotEnded() async throws {
    try await WorkerBench.run(settings: { $0.processes = 2 }) { bench in
      let victim = try await bench.start(bench.gate("go"), #"["result", "own"]"#)
      try await eventually { await bench.workers.first?.jobs == [victim] }
      let fence = WorkerAttempt.fence(Fence(job: victim, start: 1, boot: bench.queue.store.boot))
      let thief = try await bench.work(#"["say", {"type": "result", "fence": "\#(fence)", "value": "stolen"}]"#)
      #expect(thief.state == .failed && thief.reason == .error && thief.failure?.code == "worker_protocol")
      #expect(thief.failure?.message.contains("an attempt it was not given") == true)
      let running = try await bench.queue.job(victim)
      #expect(running.state == .running)
      try bench.open("go")
      let ended = try await bench.end(of: victim)
      #expect(ended.state == .succeeded && ended.attempt == 1 && ended.pid != thief.pid)
      #expect(try await bench.result(ended) == #""own""#)
    }
  }

  // MARK: Facts 1 to 14 of reference/executors.md

  @Test func resultBeforeDeathCounts() async throws {
    try await WorkerBench.run { bench in
      for _ in 0..<10 {
        let job = try await bench.work(#"["print", "p"]"#, #"["result", 1]"#, #"["exit", 1]"#)
        #expect(job.state == .succeeded)
        #expect(try await bench.output(job.id) == "p")
      }
    }
  }

  @Test func printedMessageIsLogText() async throws {
    try await WorkerBench.run { bench in
      let text = #"{\"type\": \"result\", \"fence\": \"1-1-1\", \"value\": 9}\n"#
      let job = try await bench.work(#"["print", "\#(text)"]"#, #"["result", 1]"#)
      #expect(job.state == .succeeded)
      #expect(try await bench.result(job) == "1")
      #expect(try await bench.output(job.id).hasPrefix(#"{"type": "result""#))
      #expect(job.log.stdoutBytes > 0)
    }
  }

  @Test func whatIsPrintedIsInTheLogOfItsJob() async throws {
    try await WorkerBench.run { bench in
      for number in 0..<30 {
        let job = try await bench.work(
          #"["print", "out \#(number)"]"#, #"["eprint", "err \#(number)"]"#, #"["result"]"#)
        #expect(try await bench.output(job.id) == "out \(number)")
        #expect(try await bench.output(job.id, .stderr) == "err \(number)")
      }
    }
  }

  @Test func processInTheBackgroundDoesNotHoldTheJob() async throws {
    try await WorkerBench.run { bench in
      // It has the channel and the output open.
      let job = try await bench.work(#"["system", "sleep 100 &"]"#, #"["system", "yes & exit 0"]"#, #"["result", 1]"#)
      #expect(job.state == .succeeded)
      let next = try await bench.work(#"["result", 1]"#)
      #expect(next.state == .succeeded)
    }
  }

  @Test func payloadAndResultOfOneMebibyteDoNotHang() async throws {
    try await WorkerBench.run { bench in
      let text = String(repeating: "p", count: Limits.payloadBytesMax - 200)
      let echoed = try await bench.work(#"["say", {"type": "progress", "note": "\#(text)"}]"#, #"["size"]"#)
      #expect(echoed.state == .succeeded)
      let large = try await bench.work(#"["big", 1048574]"#)
      #expect(large.state == .succeeded)
      #expect(try await bench.queue.result(large.id).bytes.count == 1_048_576)
      let flood = try await bench.work(
        #"["repeat", 200, ["say", {"type": "log", "text": "\#(String(repeating: "l", count: 10_000))"}]]"#,
        #"["big", 1000000]"#)
      #expect(flood.state == .succeeded && flood.log.stderrBytes == 2_000_000)
    }
  }

  @Test func stoppedWorkerIsFoundWhenItIsNeeded() async throws {
    try await WorkerBench.run(engine: { $0.workerPace.pingMicros = 200_000 }) { bench in
      let first = try await bench.work(#"["result", 1]"#)
      let pid = try #require(first.pid)
      kill(pid, SIGSTOP)
      // Old enough to be asked first.
      try await eventually { try await self.isStale(bench) }
      let second = try await bench.work(#"["result", 2]"#)
      #expect(second.state == .succeeded && second.attempt == 1 && second.pid != pid)
      #expect(!isAlive(pid))
      #expect(await bench.queue.workers().handlers.first?.starts == 2)
    }
  }

  /// The moment in which a worker that was idle all the time is asked whether it is there.
  private func isStale(_ bench: EngineBench) async throws -> Bool {
    let pool = try #require(bench.queue.workerPools.pool(of: "work"))
    return await pool.longestIdleMicros > pool.surroundings.pace.pingMicros + 50_000
  }

  @Test func workerThatAnswersIsUsedHoweverLongItWasIdle() async throws {
    try await WorkerBench.run(engine: { $0.workerPace.pingMicros = 20_000 }) { bench in
      let first = try await bench.work(#"["result", 1]"#)
      try await eventually { try await self.isStale(bench) }
      let second = try await bench.work(#"["result", 2]"#)
      #expect(second.state == .succeeded && second.pid == first.pid)
    }
  }

  @Test func muteWorkerCostsNoAttempt() async throws {
    try await WorkerBench.run(mode: "mute", engine: { $0.workerPace.pingMicros = 100_000 }) { bench in
      let first = try await bench.work(#"["result", 1]"#)
      try await eventually { try await self.isStale(bench) }
      let second = try await bench.work(#"["result", 2]"#) { $0.timeoutMicros = 30_000_000 }
      #expect(second.state == .succeeded && second.attempt == 1 && second.starts == 2 && second.pid != first.pid)
    }
  }

  @Test func waitingForAnAnswerIsNoTimeOfTheJob() async throws {
    try await WorkerBench.run(mode: "mute", engine: { $0.workerPace.pingMicros = 400_000 }) { bench in
      _ = try await bench.work(#"["result", 1]"#)
      try await eventually { try await self.isStale(bench) }
      let second = try await bench.work(#"["result", 2]"#) { $0.timeoutMicros = 150_000 }
      #expect(second.state == .succeeded && second.attempt == 1 && second.starts > 2)
    }
  }

  @Test func busyWorkerIsNotJudgedByItsSilence() async throws {
    try await WorkerBench.run(engine: { $0.workerPace.pingMicros = 20_000 }) { bench in
      let first = try await bench.work(#"["sleep", 0.6]"#, #"["result", 1]"#)
      let second = try await bench.work(#"["result", 2]"#)
      #expect(first.state == .succeeded && second.pid == first.pid)
    }
  }
}
