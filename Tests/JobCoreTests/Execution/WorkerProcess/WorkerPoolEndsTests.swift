// Ends of workers: those that have served their time, those that leave, and those that are killed.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerPoolEndsTests {
  @Test func workerEndsAfterItsNumberOfJobs() async throws {
    try await WorkerBench.run(settings: { $0.maxJobsPerProcess = 3 }) { bench in
      var pids: [Int32?] = []
      for _ in 0..<7 { pids.append(try await bench.work(#"["result", 1]"#).pid) }
      #expect(Set(pids).count == 3 && pids[0] == pids[2] && pids[3] == pids[5])
    }
  }

  @Test func workerThatGrowsEndsAfterItsJob() async throws {
    try await WorkerBench.run(settings: { $0.maxRSSBytes = 60 << 20 }) { bench in
      let small = try await bench.work(#"["result", 1]"#)
      let same = try await bench.work(#"["big_memory", 100000000]"#, #"["result", 1]"#)
      let next = try await bench.work(#"["result", 1]"#)
      #expect(small.pid == same.pid && same.state == .succeeded && next.pid != same.pid)
    }
  }

  /// What the next job prints would be lost, or kill it.
  @Test(arguments: [[1, 2], [1], [2]]) func workerThatClosedItsOutputGetsNoOtherJob(_ closed: [Int]) async throws {
    try await WorkerBench.run { bench in
      let close = closed.map { #"["close", \#($0)]"# }.joined(separator: ",")
      let first = try await bench.work(#"["print", "out"]"#, #"["eprint", "err"]"#, close, #"["result", 1]"#)
      #expect(first.state == .succeeded)
      let next = try await bench.work(#"["print", "out"]"#, #"["eprint", "err"]"#, #"["result", 2]"#)
      #expect(next.state == .succeeded && next.pid != first.pid)
      for job in [first, next] {
        #expect(try await bench.output(job.id) == "out")
        #expect(try await bench.output(job.id, .stderr) == "err")
      }
      // Nobody's fault: no pause came between them.
      let handler = try #require(await bench.queue.workers().handlers.first)
      #expect(handler.starts == 2 && handler.lastFailure == nil)
    }
  }

  @Test func workerThatNeverHadAnOutputIsKept() async throws {
    try await WorkerBench.run(mode: "quiet") { bench in
      let first = try await bench.work(#"["result", 1]"#)
      let next = try await bench.work(#"["eprint", "err"]"#, #"["result", 2]"#)
      #expect(next.state == .succeeded && next.pid == first.pid)
      #expect(try await bench.output(next.id, .stderr) == "err")
    }
  }

  @Test func idleWorkerEndsAfterItsTime() async throws {
    try await WorkerBench.run(settings: { $0.idleTimeoutMicros = 1_000_000 }) { bench in
      let job = try await bench.work(#"["result", 1]"#)
      try await eventually { await bench.workers.isEmpty }
      #expect(!isAlive(try #require(job.pid)))
      let next = try await bench.work(#"["result", 1]"#)
      #expect(try await bench.queue.detail(next.id).attempts.map(\.outcome) == [.succeeded])
    }
  }

  /// Nothing is claimed for a worker that is gone, whatever took it.
  @Test func jobAfterTheEndOfAnIdleWorkerHasOneAttempt() async throws {
    try await WorkerBench.run { bench in
      let first = try await bench.work(#"["result", 1]"#)
      kill(try #require(first.pid), SIGKILL)
      try await eventually { await bench.workers.isEmpty }
      try await eventually { bench.queue.pools.use("worker:work")?.capacity == 0 }
      let next = try await bench.work(#"["result", 1]"#)
      #expect(try await bench.queue.detail(next.id).attempts.map(\.outcome) == [.succeeded])
    }
  }

  @Test func workerThatIsAboutToLeaveIsKeptForAJob() async throws {
    try await WorkerBench.run(
      settings: { $0.idleTimeoutMicros = 1_000_000 }, engine: { $0.workerPace.leaveMicros = 3_600_000_000 }
    ) { bench in
      var pids: Set<Int32?> = []
      for _ in 0..<2 {
        pids.insert(try await bench.work(#"["result", 1]"#).pid)
        try await eventually("the room is never taken away") {
          bench.queue.pools.use("worker:work")?.capacity == 0
        }
      }
      let job = try await bench.work(#"["result", 1]"#)
      pids.insert(job.pid)
      #expect(pids.count == 1)
      #expect(try await bench.queue.detail(job.id).attempts.map(\.outcome) == [.succeeded])
      #expect(await bench.queue.workers().handlers.first?.starts == 1)
    }
  }

  @Test func workerThatLeavesBetweenJobsIsReplaced() async throws {
    try await WorkerBench.run { bench in
      for _ in 0..<5 {
        let job = try await bench.work(#"["result", 1]"#, #"["exit", 0]"#)
        #expect(job.state == .succeeded)
      }
      #expect(await bench.queue.workers().handlers.first?.lastFailure == nil)
    }
    // One that leaves without ever having done a job is a failure.
    try await WorkerBench.run(mode: "leaver") { bench in
      let id = try await bench.start(#"["result", 1]"#)
      try await eventually { await bench.queue.workers().handlers.first.map { $0.starts > 2 } ?? false }
      let job = try await bench.queue.job(id)
      #expect(!job.state.isTerminal && job.attempt <= 1)
      #expect(try await bench.queue.detail(id).attempts.allSatisfy { $0.outcome == nil || $0.outcome == .notStarted })
      #expect(await bench.queue.workers().handlers.first?.lastFailure?.contains("exited with code 0") == true)
    }
  }

  @Test func killOfOneOfFourBusyWorkersFailsOneAttempt() async throws {
    try await WorkerBench.run(settings: { $0.processes = 4 }) { bench in
      var jobs: [JobID] = []
      for _ in 0..<4 { jobs.append(try await bench.start(bench.gate("go"), #"["result", 1]"#)) }
      try await eventually { await bench.workers.filter { $0.state == .busy }.count == 4 }
      let victim = try #require(await bench.workers.first { $0.jobs == [jobs[1]] }?.pid)
      kill(victim, SIGKILL)
      let failed = try await bench.end(of: jobs[1])
      #expect(failed.state == .failed && failed.failure?.message.contains("signal 9") == true)
      try bench.open("go")
      for id in [jobs[0], jobs[2], jobs[3]] { #expect(try await bench.end(of: id).state == .succeeded) }
    }
  }

  @Test func workersThatDoOneJobEachLoseNone() async throws {
    let oneEach = { (settings: inout WorkerSettings) in
      settings.processes = 2
      settings.maxJobsPerProcess = 1
    }
    try await WorkerBench.run(settings: oneEach) { bench in
      let jobs = Array(repeating: WorkerScript.job("work", #"["print", "x"]"#, #"["result", 1]"#), count: 200)
      guard case .created(let ids) = try await bench.queue.submit(jobs) else {
        throw Unexpected(what: "not created")
      }
      for id in ids {
        let job = try await bench.end(of: id)
        #expect(job.state == .succeeded && job.attempt == 1)
        #expect(try await bench.output(id) == "x")
      }
      #expect(await bench.queue.workers().handlers.first?.starts == 200)
    }
  }
}
