// Worker processes under a real daemon: what one of them does is its own affair, and none of them outlives the daemon.
// Facts 1, 2, 9 and 12 of the design's list.

import Foundation
import JobWire
import Testing

// A thousand processes are started one after the other, on whatever machine this is.
@Suite(.timeLimit(.minutes(5))) struct WorkerProcessTests {
  private func submit(_ daemon: Daemon, _ payload: String, _ more: String = "") async throws -> Int {
    try await daemon.submit(#"{"handler":"work","payload":\#(payload)\#(more)}"#)
  }

  @Test func killOfOneOfFourBusyWorkersFailsOneAttempt() async throws {
    let scratch = try Scratch()
    let daemon = try await Daemon(scratch, arguments: try ProtocolWorker.configure(scratch, "processes: 4"))
    var jobs: [Int] = []
    for _ in 0..<4 { jobs.append(try await submit(daemon, #"{"gate":"go"}"#)) }
    var pids: [Int] = []
    for job in jobs { pids.append(try await ProtocolWorker.noted("pid-\(job)", scratch)) }
    #expect(Set(pids).count == 4)
    kill(Int32(pids[1]), SIGKILL)
    let failed = try await daemon.finished(jobs[1])
    #expect(failed.string("state") == "failed" && failed.string("reason") == "error", "\(failed.text)")
    #expect(failed.value("error")?["message"]?.stringValue?.contains("signal 9") == true, "\(failed.text)")
    scratch.touch("go")
    for job in [jobs[0], jobs[2], jobs[3]] {
      #expect(try await daemon.finished(job).string("state") == "succeeded")
    }
    // The pool goes on with four.
    for _ in 0..<8 { jobs.append(try await submit(daemon, #"{"gate":"go"}"#)) }
    for job in jobs.suffix(8) { #expect(try await daemon.finished(job).string("state") == "succeeded") }
  }

  @Test func workersThatDoOneJobEachLoseNone() async throws {
    let scratch = try Scratch()
    let arguments = try ProtocolWorker.configure(scratch, "processes: 2, max_jobs_per_process: 1")
    let daemon = try await Daemon(scratch, arguments: arguments)
    let answer = try await daemon.lines(Array(repeating: #"{"handler":"work"}"#, count: 1_000))
    #expect(answer.status == 201)
    try await eventually("all have ended", within: .seconds(240)) {
      let wait = #"{"queue":"default","until":"all","timeout":"30s"}"#
      return try await daemon.post("/v1/wait", wait).bool("expired") == false
    }
    let stats = try await daemon.get("/v1/info")
    #expect(stats.value("jobs")?.int("succeeded") == 1_000, "\(stats.text)")
    let handler = try await daemon.get("/v1/workers").objects("handlers").first
    #expect(handler?.int("jobs_done") == 1_000)
    // One more for each process may have been started for a job that another one took.
    let starts = try #require(handler?.int("starts"))
    #expect((1_000...1_002).contains(starts), "\(starts)")
  }

  @Test func lineOfHundredMegabytesCostsTheDaemonNoMemory() async throws {
    let scratch = try Scratch()
    let daemon = try await Daemon(scratch, arguments: try ProtocolWorker.configure(scratch))
    // What a first job takes for itself, and a first fault, is not counted.
    _ = try await daemon.finished(try await submit(daemon, "{}"))
    _ = try await daemon.finished(try await submit(daemon, #"{"flood":3}"#))
    try daemon.program.resetPeak()
    let before = try daemon.program.memory("VmRSS")
    let failed = try await daemon.finished(try await submit(daemon, #"{"flood":100}"#, #","timeout":"60s""#))
    let after = try daemon.program.memory("VmHWM")
    print("a line of 100 MB: \(after - before) KiB at most beside \(before) KiB")
    #expect(after - before < 4_096, "\(after - before) KiB")
    #expect(failed.string("state") == "failed", "\(failed.text)")
    #expect(failed.value("error")?["code"]?.stringValue == "worker_protocol", "\(failed.text)")
    #expect(failed.value("error")?["message"]?.stringValue?.isEmpty == false, "\(failed.text)")
    #expect(try await daemon.finished(try await submit(daemon, "{}")).string("state") == "succeeded")
  }

  @Test func nothingOutlivesAKilledDaemonForLong() async throws {
    let scratch = try Scratch()
    let daemon = try await Daemon(scratch, arguments: try PythonWorker.configure(scratch))
    let job = try await daemon.submit(#"{"handler":"parent"}"#)
    let (worker, child) = try await (
      ProtocolWorker.noted("pid-\(job)", scratch), ProtocolWorker.noted("child-\(job)", scratch)
    )
    #expect(Processes.isAlive(worker) && Processes.isAlive(child))
    try await daemon.killHard()
    let killed = ContinuousClock.now
    try await eventually("worker and child are gone", within: .seconds(2)) {
      !Processes.isAlive(worker) && !Processes.isAlive(child)
    }
    print("a worker and its child are gone \(ContinuousClock.now - killed) after the daemon")
    let next = try await Daemon(scratch, arguments: ["--config", scratch.file("jobd.yaml")])
    let lost = try await next.finished(job)
    #expect(lost.string("state") == "failed" && lost.string("reason") == "lost", "\(lost.text)")
  }

  @Test func whatDoesNotHearOfItsDeathIsKilledByTheNextDaemonBeforeItsFirstClaim() async throws {
    let scratch = try Scratch()
    let arguments = try ProtocolWorker.configure(scratch)
    let daemon = try await Daemon(scratch, arguments: arguments)
    let job = try await submit(
      daemon, #"{"deaf":true,"child":true}"#, #","retry":{"max_attempts":2,"initial":"1ms"}"#)
    let (worker, child) = try await (
      ProtocolWorker.noted("pid-\(job)", scratch), ProtocolWorker.noted("child-\(job)", scratch)
    )
    // Waits for the slot that the deaf one never gives back.
    let waiting = try await submit(daemon, "{}")
    try await daemon.killHard()
    #expect(Processes.isAlive(worker) && Processes.isAlive(child))
    try FileManager.default.removeItem(atPath: scratch.file("pid-\(job)"))
    let next = try await Daemon(scratch, arguments: arguments)
    // It is ready, and has claimed nothing before they were gone.
    #expect(!Processes.isAlive(worker) && !Processes.isAlive(child))
    let second = try await ProtocolWorker.noted("pid-\(job)", scratch)
    #expect(second != worker)
    _ = try await next.post("/v1/jobs/\(job)/cancel", #"{"force":true}"#)
    #expect(try await next.finished(job).string("state") == "cancelled")
    #expect(try await next.finished(waiting).string("state") == "succeeded")
  }
}

/// A worker written with the Python module of this repository.
enum PythonWorker {
  /// Its handler `parent` starts a program that reads nothing, and waits for it.
  static func configure(_ scratch: Scratch) throws -> [String] {
    let program = """
      import os, subprocess, sys
      sys.path.insert(0, "\(PythonModule.path)")
      import jobd

      def note(name, text):
          with open(f"\(scratch.path)/{name}.new", "w") as file:
              file.write(str(text))
          os.rename(f"\(scratch.path)/{name}.new", f"\(scratch.path)/{name}")

      @jobd.handler("parent")
      def parent(payload, ctx):
          child = subprocess.Popen(["sleep", "1000"])
          note(f"child-{ctx.id}", child.pid)
          note(f"pid-{ctx.id}", os.getpid())
          child.wait()

      jobd.main()

      """
    try program.write(toFile: scratch.file("parent.py"), atomically: true, encoding: .utf8)
    let config = """
      handlers:
        parent: {command: [/usr/bin/env, python3, "\(scratch.file("parent.py"))"]}

      """
    try config.write(toFile: scratch.file("jobd.yaml"), atomically: true, encoding: .utf8)
    return ["--config", scratch.file("jobd.yaml")]
  }
}
