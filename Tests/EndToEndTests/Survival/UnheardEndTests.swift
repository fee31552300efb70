// Children whose end the kernel does not tell, or that do not end at all: their jobs end, and the daemon can be stopped.

import Foundation
import Testing

@Suite(.serialized, .enabled(if: FaultyProcess.library != nil, "needs a C compiler"), .timeLimit(.minutes(3)))
struct UnheardEndTests {
  /// The number of the process is all there is.
  @Test func commandsWithoutADescriptorEndAsTheyEnd() async throws {
    let scratch = try Scratch()
    let faults = try FaultyProcess(scratch)
    let daemon = try await Daemon(scratch, wrapper: faults.wrapper)
    try faults.begin(.none)
    let ready = scratch.file("ready")
    let long = try await daemon.submit(#"{"argv":["sleep","600"]}"#)
    let slow = try await daemon.submit(#"{"argv":["sleep","600"],"timeout":"500ms"}"#)
    let deaf = try await daemon.shell("trap '' TERM; touch \(ready); while :; do sleep 0.05; done", #""grace":"200ms""#)
    for (command, state, code) in [("exit 0", "succeeded", 0), ("exit 3", "failed", 3)] {
      let job = try await daemon.finished(daemon.shell(command))
      #expect(job.string("state") == state && job.int("exit_code") == code, "\(job.text)")
    }
    let killed = try await daemon.finished(daemon.shell("kill -ABRT $$"))
    #expect(killed.string("reason") == "signal" && killed.int("signal") == 6, "\(killed.text)")
    #expect(try await daemon.finished(slow).string("reason") == "timeout")
    try await daemon.reach(long, "running")
    _ = try await daemon.post("/v1/jobs/\(long)/cancel")
    let cancelled = try await daemon.finished(long)
    #expect(cancelled.string("state") == "cancelled" && cancelled.int("signal") == 15, "\(cancelled.text)")
    try await eventually("the trap is set") { scratch.has("ready") }
    _ = try await daemon.post("/v1/jobs/\(deaf)/cancel")
    #expect(try await daemon.finished(deaf).int("signal") == 9)
    // A command of a callback, too.
    _ = try await daemon.finished(
      daemon.submit(#"{"handler":"noop","callbacks":[{"argv":["touch","\#(scratch.file("called"))"]}]}"#))
    try await eventually("the callback is delivered") { scratch.has("called") }
    #expect(daemon.program.errors.contains("no descriptor to watch a process"))
    try faults.end()
    #expect(try await daemon.finished(daemon.shell("true")).string("state") == "succeeded")
    try await eventually("nothing is left") { Processes.zombies(of: daemon.program.pid).isEmpty }
    #expect(try await daemon.get("/v1/info").value("slots")?.int("used") == 0)
    #expect(try await daemon.stop() == 0)
  }

  /// Whatever the cause: some time after KILL the daemon asks for itself.
  @Test func endThatNobodyTellsIsLookedUp() async throws {
    let scratch = try Scratch()
    let faults = try FaultyProcess(scratch)
    let daemon = try await Daemon(scratch, wrapper: faults.wrapper)
    try faults.begin(.mute)
    let id = try await daemon.submit(#"{"argv":["sleep","600"],"grace":"100ms"}"#)
    try await daemon.reach(id, "running")
    try await eventually("it has a process") { try await daemon.job(id).int("pid") != nil }
    _ = try await daemon.post("/v1/jobs/\(id)/cancel")
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "cancelled" && job.int("signal") == 15, "\(job.text)")
    #expect(daemon.program.errors.contains("nobody was told of the end of a process"))
    #expect(try await daemon.get("/v1/info").value("slots")?.int("used") == 0)
    #expect(try await daemon.stop() == 0)
  }

  /// It is given up, and not tried again beside itself.
  @Test func commandThatDoesNotDieIsLeftBehind() async throws {
    let scratch = try Scratch()
    let faults = try FaultyProcess(scratch)
    let daemon = try await Daemon(scratch, drain: "1s", wrapper: faults.wrapper)
    let undying = "trap '' TERM; touch \(scratch.file("ready")).$JOBD_JOB_ID; while :; do sleep 0.05; done"
    let timed = try await daemon.shell(undying, #""grace":"0s","retry":{"max_attempts":3}"#)
    let stopped = try await daemon.shell(undying, #""grace":"0s""#)
    try await eventually("both run") { scratch.has("ready.\(timed)") && scratch.has("ready.\(stopped)") }
    let pids = try await [#require(daemon.job(timed).int("pid")), #require(daemon.job(stopped).int("pid"))]
    defer { for pid in pids { killpg(Int32(pid), SIGKILL) } }
    try faults.begin(.alive)
    try await runOut(timed, daemon)
    let job = try await daemon.finished(timed)
    #expect(job.string("state") == "failed" && job.string("reason") == "lost" && job.int("attempt") == 1, "\(job.text)")
    #expect(job.text.contains("SIGKILL"))
    #expect(Processes.isAlive(pids[0]))
    #expect(daemon.program.errors.contains("a process does not end after KILL"))
    #expect(try await daemon.get("/v1/info").value("slots")?.int("used") == 1)
    #expect(try await daemon.stop() == 0)
    let next = try await Daemon(scratch)
    #expect(try await next.job(stopped).string("reason") == "lost")
    #expect(try await next.job(timed).string("reason") == "lost")
  }

  /// The same of a process that carries out a handler: its attempt ends, another worker takes the next job, and a stop
  /// does not wait for it.
  @Test func workerThatDoesNotDieIsLeftBehind() async throws {
    let scratch = try Scratch()
    let faults = try FaultyProcess(scratch)
    let worker = """
      import os, signal, time, jobd

      @jobd.handler("undying")
      def undying(payload, ctx):
          if payload:
              return os.getpid()
          signal.signal(signal.SIGTERM, signal.SIG_IGN)
          with open("\(scratch.path)/draft", "w") as file:
              file.write(str(os.getpid()))
          os.rename("\(scratch.path)/draft", "\(scratch.path)/ready." + str(ctx.id))
          while True:
              time.sleep(0.05)

      jobd.main()
      """
    try worker.write(toFile: scratch.file("worker.py"), atomically: true, encoding: .utf8)
    let config = """
      handlers:
        undying:
          command: ["/usr/bin/env", "PYTHONPATH=\(PythonModule.path)", "python3", "\(scratch.path)/worker.py"]
          processes: 1

      """
    try config.write(toFile: scratch.file("jobd.yaml"), atomically: true, encoding: .utf8)
    let daemon = try await Daemon(
      scratch, drain: "1s", arguments: ["--config", scratch.file("jobd.yaml")], wrapper: faults.wrapper)
    let timed = try await daemon.submit(
      #"{"handler":"undying","grace":"0s","retry":{"max_attempts":3}}"#)
    try await eventually("it runs") { scratch.has("ready.\(timed)") }
    let pid = try #require(Int(scratch.text("ready.\(timed)")))
    defer { killpg(Int32(pid), SIGKILL) }
    let next = try await daemon.submit(#"{"handler":"undying","payload":1}"#)
    try faults.begin(.alive)
    try await runOut(timed, daemon)
    let job = try await daemon.finished(timed)
    #expect(job.string("state") == "failed" && job.string("reason") == "lost" && job.int("attempt") == 1, "\(job.text)")
    #expect(job.text.contains("SIGKILL"))
    // Whether it lives is its own affair now: it may have heard that nobody is at the other end any more.
    #expect(daemon.program.errors.contains("a worker does not end after KILL"))
    #expect(try await daemon.finished(next).string("state") == "succeeded")
    let stopped = try await daemon.submit(#"{"handler":"undying","grace":"0s"}"#)
    try await eventually("the last one runs") { scratch.has("ready.\(stopped)") }
    let last = try #require(Int(scratch.text("ready.\(stopped)")))
    defer { killpg(Int32(last), SIGKILL) }
    #expect(last != pid)
    #expect(try await daemon.stop() == 0)
  }

  /// Ends the attempt of a job that runs by a time limit, and not before the fault is there. One that has passed already
  /// is refused.
  private func runOut(_ id: Int, _ daemon: Daemon) async throws {
    for seconds in 1...60 {
      let answer = try await daemon.send("PATCH", "/v1/jobs/\(id)", #"{"timeout":"\#(seconds)s"}"#)
      if answer.status == 200 { return }
      #expect(answer.status == 409, "\(answer.text)")
    }
    throw Unexpected("job \(id) takes no time limit")
  }
}
