// The life of workers: cancels and time limits, recycling, floods, and the end of the engine.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerPoolTests {
  // MARK: Stops

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

  // MARK: Recycling

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

  @Test func onlyAsManyWorkersAreStartedAsThereIsWork() async throws {
    try await WorkerBench.run(settings: { $0.processes = 4 }) { bench in
      for _ in 0..<5 { #expect(try await bench.work(#"["result", 1]"#).state == .succeeded) }
      #expect(await bench.queue.workers().handlers.first?.starts == 1)
      let gated = try await bench.start(bench.gate("go"), #"["result", 1]"#)
      try await eventually { await bench.workers.first?.jobs == [gated] }
      let second = try await bench.work(#"["result", 1]"#)
      #expect(second.state == .succeeded)
      #expect(await bench.workers.count == 2)
      try bench.open("go")
      #expect(try await bench.end(of: gated).state == .succeeded)
    }
  }

  @Test func workerUsedLastIsUsedNext() async throws {
    try await WorkerBench.run(settings: { $0.processes = 3 }) { bench in
      var jobs: [JobID] = []
      for number in 0..<3 { jobs.append(try await bench.start(bench.gate("go\(number)"), #"["result", 1]"#)) }
      try await eventually { await bench.workers.filter { $0.state == .busy }.count == 3 }
      for number in 0..<3 {
        try bench.open("go\(number)")
        #expect(try await bench.end(of: jobs[number]).state == .succeeded)
      }
      var pids: Set<Int32?> = []
      for _ in 0..<10 { pids.insert(try await bench.work(#"["result", 1]"#).pid) }
      #expect(pids.count == 1)
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

  // MARK: Floods

  @Test func outputOverTheLimitIsTrimmedAndTheJobGoesOn() async throws {
    try await WorkerBench.run(engine: { $0.logLimitBytes = 65_536 }) { bench in
      let job = try await bench.work(
        #"["print", "head\n"]"#, #"["flood", 1, 20000000]"#, #"["print", "tail"]"#, #"["result"]"#)
      #expect(job.state == .succeeded && job.log.isTruncated && job.log.stdoutBytes > 19_000_000)
      let log = try await bench.queue.log(job.id, stream: .stdout, attempt: nil)
      #expect(String(decoding: await log.read(at: 0, count: 5), as: UTF8.self) == "head\n")
      #expect(String(decoding: await log.read(at: log.size - 4, count: 4), as: UTF8.self) == "tail")
      var status = stat()
      #expect(stat(bench.queue.files.paths(job.id, start: 1).stdout, &status) == 0)
      #expect(status.st_blocks * 512 < 1_000_000)
    }
  }

  @Test func bothStreamsMayBeOneLog() async throws {
    try await WorkerBench.run { bench in
      let job = try await bench.work(#"["print", "a"]"#, #"["result"]"#) { $0.process.mergesStderr = true }
      let both = try await bench.work(#"["eprint", "b"]"#, #"["result"]"#) { $0.process.mergesStderr = true }
      #expect(try await bench.output(job.id) == "a")
      #expect(try await bench.output(both.id) == "b")
      #expect(both.log.stderrBytes == 0 && both.log.stdoutBytes == 1)
    }
  }

  @Test func outputCanBeFollowedWhileTheJobRuns() async throws {
    try await WorkerBench.run { bench in
      let id = try await bench.start(#"["print", "one"]"#, bench.gate("go"), #"["print", "two"]"#, #"["result"]"#)
      let follower = try await bench.queue.follow(id, stream: .stdout, attempt: nil)
      var seen: [UInt8] = []
      while seen.count < 3, let bytes = try await follower.next() { seen += bytes }
      try bench.open("go")
      while let bytes = try await follower.next() { seen += bytes }
      #expect(String(decoding: seen, as: UTF8.self) == "onetwo")
    }
  }

  // MARK: The end

  @Test(arguments: ["good", "stubborn"]) func allWorkersAreGoneWhenTheEngineHasEnded(_ mode: String) async throws {
    var pids: [pid_t] = []
    try await WorkerBench.run(mode: mode, settings: { $0.processes = 2 }, engine: { $0.graceMicros = 100_000 }) {
      bench in
      let job = try await bench.work(#"["system", "sleep 1000 & echo $!; exit 0"]"#, #"["result", 1]"#)
      pids.append(try #require(job.pid))
      pids.append(try #require(pid_t(try await bench.output(job.id).trimmingCharacters(in: .newlines))))
      let gated = try await bench.start(#"["print", "begun"]"#, #"["sleep", 1000]"#)
      try await bench.says(gated, "begun")
      pids += await bench.workers.compactMap(\.pid)
      bench.queue.stop(.cancel)
    }
    #expect(pids.count == 3)
    for pid in pids { #expect(!isAlive(pid)) }
  }

  @Test func drainLetsBusyWorkersFinish() async throws {
    let scratch = try TemporaryDirectory()
    let settings = try WorkerScript.settings(in: scratch) { $0.processes = 2 }
    let bench = try await EngineBench.open(scratch) { $0.workers["work"] = settings }
    let queue = bench.queue
    async let ended: Void = queue.run()
    let idle = try await bench.work(#"["result", 1]"#)
    let busy = try await bench.start(#"["print", "begun"]"#, bench.gate("go"), #"["result", 2]"#)
    try await bench.says(busy, "begun")
    queue.stop(.drain)
    try bench.open("go")
    await ended
    let job = try await queue.job(busy)
    #expect(job.state == .succeeded && idle.state == .succeeded)
    await queue.close()
    #expect(!WorkerMarkFile.isThere(queue.directory.workersMarkPath))
  }

  @Test func workersOfAnEarlierBootAreKilledBeforeTheFirstClaim() async throws {
    let scratch = try TemporaryDirectory()
    let first = try await EngineBench.open(scratch)
    let mark = first.queue.store.mark
    await first.queue.close()
    // What a daemon that was killed leaves behind: a worker in a group of its own, and a child of it.
    let environment = ["PATH=/usr/bin:/bin", "\(ChildEnvironment.markName)=\(mark)/worker/0/1"]
    let spawn = WorkerSpawn(
      command: .program(["/bin/sh", "-c", "sleep 1000 & echo $! >&4; wait"]),
      environment: environment.map { Array($0.utf8) + [0] }, searchPath: nil, openFilesLimit: nil)
    let orphan = try spawn.start()
    defer { orphan.closeAll() }
    var child: pid_t = 0
    try await eventually {
      var buffer = [UInt8](repeating: 0, count: 32)
      let count = read(orphan.reports, &buffer, buffer.count)
      child =
        pid_t(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).trimmingCharacters(in: .newlines)) ?? 0
      return child > 0
    }
    // Without the file nobody looks.
    try WorkerMarkFile.leave(at: first.queue.directory.workersMarkPath)
    let second = try await EngineBench.open(scratch)
    #expect(!isAlive(orphan.pid) && !isAlive(child))
    #expect(!WorkerMarkFile.isThere(second.queue.directory.workersMarkPath))
    await second.queue.close()
    waitpid(orphan.pid, nil, 0)
  }

}
