// Workers at work: which of them is used next, what they print, and what an earlier boot has left of them.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerPoolTests {
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

  @Test func workersOfAnEarlierBootAreKilledBeforeTheFirstClaim() async throws {
    let scratch = try TemporaryDirectory()
    let first = try await EngineBench.open(scratch)
    let mark = first.queue.store.mark
    await first.queue.close()
    // What a daemon that was killed leaves behind: a worker in a group of its own, and a child of it.
    let environment = ["PATH=/usr/bin:/bin", "\(ChildEnvironment.markName)=\(mark)/worker/0/1"]
    let spawn = WorkerSpawn(
      command: .program(["/bin/sh", "-c", "sleep 1000 & echo $! >&4; wait"]),
      environment: environment.map { Array($0.utf8) + [0] }, searchPath: nil)
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
