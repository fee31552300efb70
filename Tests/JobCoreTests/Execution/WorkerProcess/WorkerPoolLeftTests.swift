// Workers whose ends the kernel keeps for a tracer: their attempts end, and nobody else has to wait.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerPoolLeftTests {
  private func traced(_ bench: EngineBench) -> String {
    #"["traced", "\#(bench.directory)/let_go"]"#
  }

  private func impatient(_ config: inout JobQueueConfig) {
    config.workerPace.killPatienceMicros = 300_000
  }

  @Test func endIsHeardOfWhenTheTracerLetsGo() async throws {
    try await WorkerBench.run { bench in
      let id = try await bench.start(traced(bench), #"["print", "begun"]"#, bench.gate("go"), #"["exit", 3]"#)
      try await bench.says(id, "begun")
      let pid = try #require(await bench.workers.first?.pid)
      try bench.open("go")
      try await eventually { !isAlive(pid) }
      #expect(try await bench.queue.job(id).state == .running)
      try bench.open("let_go")
      let job = try await bench.end(of: id)
      #expect(job.state == .failed && job.failure?.message.contains("exited with code 3") == true)
    }
  }

  /// Nobody has told it to end, and nobody has to for its attempt to end.
  @Test func workerThatEndsByItselfIsLeftBehind() async throws {
    try await WorkerBench.run(engine: impatient) { bench in
      let job = try await bench.work(traced(bench), #"["exit", 3]"#)
      try await expectLeft(job, bench)
    }
  }

  /// TERM ends it, what is left of its group is waited for, and then its end is still somebody else's.
  @Test func workerThatWasToldToEndIsLeftBehind() async throws {
    try await WorkerBench.run(engine: impatient) { bench in
      let id = try await bench.start(traced(bench), #"["print", "begun"]"#, #"["sleep", 1000]"#) {
        $0.graceMicros = 20_000
      }
      try await bench.says(id, "begun")
      _ = try await bench.queue.cancel(id)
      try await expectLeft(try await bench.end(of: id), bench)
    }
  }

  @Test func workerThatWasKilledIsLeftBehindHoweverOftenItIsKilled() async throws {
    try await WorkerBench.run(engine: impatient) { bench in
      let id = try await bench.start(traced(bench), #"["print", "begun"]"#, #"["sleep", 1000]"#)
      try await bench.says(id, "begun")
      var options = CancelOptions()
      options.graceMicros = 0
      let until = ContinuousClock.now + .seconds(20)
      // Each of them would have begun the wait anew.
      while try await !bench.queue.job(id).state.isTerminal, ContinuousClock.now < until {
        _ = try? await bench.queue.cancel(id, options)
      }
      try await expectLeft(try await bench.end(of: id), bench)
    }
  }

  private func expectLeft(_ job: Job, _ bench: EngineBench) async throws {
    #expect(job.state == .failed && job.reason == .lost && job.failure?.code == "unkillable", "\(job)")
    let pid = try #require(job.pid)
    #expect(isThere(pid) && !isAlive(pid))
    #expect(try descriptors(of: pid) == 0)
    #expect(try await bench.work(#"["result", 1]"#).state == .succeeded)
    try bench.open("let_go")
    try await eventually("it is not reaped") { !isThere(pid) }
  }
}
