// A worker or the daemon is killed, or the daemon stopped, at each step of an attempt: a kill costs the attempt that was
// begun, a stop costs nothing, what was acknowledged is kept, there is one end, and the next job finds a worker.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ExecutorCrashStepTests {
  @Test(arguments: CrashStep.allCases, CrashBlow.allCases)
  func interruptionCostsWhatWasBegunAndNothingElse(_ step: CrashStep, _ blow: CrashBlow) async throws {
    for attempts in blow == .stop ? [1] : [1, 2] {
      let scratch = try Scratch()
      let arguments = try ProtocolWorker.configure(scratch, program: SteppedWorker.program)
      var daemon = try await Daemon(scratch, drain: "0s", arguments: arguments)
      for hold in Self.holds(step) { scratch.touch("hold-\(hold)") }
      let id = try await daemon.submit(
        #"{"handler":"work","grace":"20ms","retry":{"max_attempts":\#(attempts),"initial":"1ms","jitter":0}}"#)
      let worker = try await Self.arrive(at: step, id, daemon)
      switch blow {
      case .killOfWorker:
        kill(Int32(worker), SIGKILL)
        daemon.program.send(SIGCONT)
        try await eventually("the worker is gone") { !Processes.isAlive(worker) }
      case .killOfDaemon: try await daemon.killHard()
      case .stop:
        daemon.program.send(SIGTERM)
        daemon.program.send(SIGCONT)
        #expect(try await daemon.program.exit() == 0)
        #expect(!Processes.isAlive(worker))
      }
      if blow != .killOfWorker {
        daemon = try await Daemon(scratch, arguments: arguments)
        // It is ready, and has claimed nothing before the worker was gone.
        #expect(!Processes.isAlive(worker))
      }
      for hold in Self.holds(step) { unlink(scratch.file("hold-\(hold)")) }
      let fate = CrashFate(step, blow, attempts: attempts)
      try await Self.expect(fate, of: id, step, daemon)
      let next = try await daemon.finished(daemon.submit(#"{"handler":"work","payload":"plain"}"#))
      #expect(next.string("state") == "succeeded" && next.int("attempt") == 1, "\(next.text)")
      let all = try await FlowCrashRecord.all(daemon)
      #expect(all.count == 2 + fate.children(step).count, "\(all.keys.sorted())")
      try await FlowCrashTests.expectCountsMatch(daemon)
      #expect(try await daemon.stop() == 0)
      #expect(CrashTests.integrity("\(daemon.data)/jobd.sqlite") == "ok")
    }
  }

  private static func holds(_ step: CrashStep) -> [CrashStep] {
    switch step {
    case .ended: [.followed, .ended]
    case .idle: []
    default: [step]
    }
  }

  /// Returns the pid of the worker once it stands at the step.
  private static func arrive(at step: CrashStep, _ id: Int, _ daemon: Daemon) async throws -> Int {
    let scratch = daemon.scratch
    switch step {
    case .greeted: try await daemon.reach(id, "running")
    case .ended:
      // The daemon sleeps while the result is written, so that it cannot have read it.
      _ = try await ProtocolWorker.noted("at-followed", scratch)
      kill(daemon.program.pid, SIGSTOP)
      unlink(scratch.file("hold-followed"))
    case .idle:
      // And its follow-ups: one that runs would be lost.
      for child in try await daemon.finished(id).ints("children") { _ = try await daemon.finished(child) }
    default: break
    }
    return try await ProtocolWorker.noted("at-\(step == .idle ? CrashStep.ended : step)", scratch)
  }

  private static func expect(_ fate: CrashFate, of id: Int, _ step: CrashStep, _ daemon: Daemon) async throws {
    let job = try await daemon.finished(id)
    #expect(job.objects("attempts").map { $0.string("outcome") } == fate.outcomes, "\(job.text)")
    #expect(job.string("state") == fate.state && job.string("reason") == fate.reason, "\(job.text)")
    #expect(job.int("attempt") == fate.attempt, "\(job.text)")
    if fate.reason == "error" {
      let error = job.value("error")
      #expect(error?.string("code") == "worker_died", "\(job.text)")
      #expect(error?.string("message")?.contains("signal 9") == true, "\(job.text)")
    }
    if fate.state == "succeeded" {
      let found = daemon.scratch.text("kept-\(id)-\(fate.attempt)")
      #expect(found == (fate.outcomes.count > 1 && step.hasCheckpoint ? "of 1" : "nothing"))
    }
    let result = try await daemon.get("/v1/jobs/\(id)/result")
    if fate.state == "succeeded" {
      #expect(result.text == "\(fate.attempt)\n", "only the last attempt's values: \(result.text)")
    } else {
      #expect(result.status == 409 && result.code == "job_failed", "\(result.text)")
    }
    var children: [String: String] = [:]
    for child in job.ints("children") {
      let end = try await daemon.finished(child)
      children[end.string("name") ?? ""] = end.string("state")
    }
    #expect(children == fate.children(step), "\(job.text)")
  }
}
