// Commands of callbacks: what they are given, and what their end means.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct CallbackCommandTests {
  private static func told(_ targets: Callback.Target...) -> NewJob {
    .noop { $0.callbacks = targets.map { Callback($0) } }
  }

  private func reach(_ bench: EngineBench, _ id: JobID, _ states: [CallbackState]) async throws {
    try await eventually("the callbacks of job \(id) never were \(states)") {
      try await bench.queue.callbacks(id).map(\.state) == states
    }
  }

  @Test func commandGetsTheDocumentAndTheJobInItsEnvironment() async throws {
    try await EngineBench.run { bench async throws in
      let file = "\(bench.scratch.path)/told"
      let script =
        "cat > \(file).1; echo $JOBD_JOB_ID $JOBD_JOB_NAME $JOBD_JOB_STATE >> \(file).1; mv \(file).1 \(file)"
      var job = Self.told(.command(["/bin/sh", "-c", script]))
      job.name = "n"
      let id = try await bench.submit(job)
      try await reach(bench, id, [.delivered])
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(text.hasPrefix(#"{"data":{"#) && text.hasSuffix("\(id) n succeeded\n"), "\(text)")
    }
  }

  // MARK: Alone

  private func command(_ change: (inout CallbackCommand) -> Void = { _ in }) -> CallbackCommand {
    let environment = ChildEnvironment(
      base: ["PATH": "/usr/bin:/bin", "JOBD_TOKEN": "secret"], url: "unix:///sock", storeMark: "mark")
    var command = CallbackCommand(environment: environment, boot: 7, logger: .silent)
    change(&command)
    return command
  }

  private func run(_ script: String, _ change: (inout CallbackCommand) -> Void = { _ in }) async -> CallbackAnswer {
    await command(change).run(["sh", "-c", script], Array("document".utf8), [("JOBD_JOB_ID", "9")])
  }

  @Test func codeZeroAloneIsDelivery() async {
    #expect(await run("exit 0") == .accepted)
    #expect(await run("exit 3") == .refused("exited with code 3"))
    #expect(await run("kill -TERM $$") == .refused("ended by signal 15"))
  }

  @Test func itReadsTheDocumentAndHasTheVariables() async throws {
    let scratch = try TemporaryDirectory()
    let file = "\(scratch.path)/told"
    #expect(await run("cat > \(file); env | grep ^JOBD_ | sort >> \(file); echo lost; echo lost >&2") == .accepted)
    #expect(
      try String(contentsOfFile: file, encoding: .utf8)
        == "documentJOBD_FENCE=mark/worker/7/0\nJOBD_JOB_ID=9\nJOBD_URL=unix:///sock\n")
  }

  @Test func itHasTheMaskThatChildrenAreToHave() async throws {
    let scratch = try TemporaryDirectory()
    #expect(await run("umask > \(scratch.path)/mask") { $0.defaults.umask = 0o31 } == .accepted)
    #expect(try String(contentsOfFile: "\(scratch.path)/mask", encoding: .utf8) == "0031\n")
  }

  @Test func programThatIsNotThereIsTriedAgainAndNoProgramIsNot() async {
    let missing = await command().run(["no-such-program"], [], [])
    #expect(missing == .refused("cannot be run: No such file or directory"))
    guard case .refused(let why, _) = await command().run(["/no/such/program"], [], []) else {
      Issue.record("it was run")
      return
    }
    #expect(why.hasPrefix("cannot be run: "))
    #expect(await command().run([], [], []) == .gone("there is no program to run"))
  }

  @Test func oneThatTakesTooLongIsKilledWithItsGroup() async throws {
    let scratch = try TemporaryDirectory()
    let file = "\(scratch.path)/pid"
    let answer = await run("trap '' TERM; sleep 600 & echo $! > \(file); wait") { $0.timeoutMicros = 300_000 }
    #expect(answer == .refused("ended by signal 9"))
    // It may have been too slow to come that far.
    if let text = try? String(contentsOfFile: file, encoding: .utf8), let pid = pid_t(text.dropLast()) {
      try await eventually { !isAlive(pid) }
    }
  }

  @Test func cancelEndsIt() async {
    let task = Task { await run("exec sleep 600") }
    task.cancel()
    #expect(await task.value == .refused("ended by signal 9"))
  }

  @Test func withoutItsMarkItIsNotStarted() async throws {
    let scratch = try TemporaryDirectory()
    let mark = "\(scratch.path)/workers"
    #expect(await run("exit 0") { $0.markPath = mark } == .accepted)
    #expect(WorkerMarkFile.isThere(mark))
    // A directory cannot be written to.
    let refusal = "cannot start a process, since there is no writing to \(scratch.path)"
    #expect(await run("exit 0") { $0.markPath = scratch.path } == .refused(refusal))
  }
}
