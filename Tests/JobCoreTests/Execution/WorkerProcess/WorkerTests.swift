// A worker as its pool knows it: how attempts stand to it, who is preferred, and what it leaves to explain its end.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerTests {
  private func worker() -> Worker { Worker(number: 1, startedAt: .noon) }

  private func attempt(_ job: Int64) -> WorkerAttempt {
    let claimed = ClaimedJob(
      fence: Fence(job: JobID(job), start: 1, boot: 1), attempt: 1, maxAttempts: 1, startedAt: .noon, createdAt: .noon,
      queueID: 1, spec: .noop(), parents: [])
    return WorkerAttempt(claimed, line: [], control: AttemptControl(graceMicros: 1)) { _ in true }
  }

  /// A process as workers are, which does what a shell is told.
  private func spawned(_ command: String) throws -> SpawnedWorker {
    try WorkerSpawn(
      command: .program(["/bin/sh", "-c", command]), environment: [Array("PATH=/usr/bin:/bin".utf8) + [0]],
      searchPath: nil
    ).start()
  }

  @Test func attemptsAreKnownWhileTheyRunAndForAWhileAfter() {
    let worker = worker()
    let first = attempt(1)
    #expect(worker.standing(first.fence) == .unknown)
    worker.attempts[first.fence] = Worker.Running(attempt: first, toldBytes: 0)
    #expect(worker.standing(first.fence) == .running)
    worker.attempts[first.fence] = nil
    worker.noteEnd(first.fence)
    #expect(worker.standing(first.fence) == .ended)
  }

  @Test func endedAttemptsAreNotRememberedForEver() {
    let worker = worker()
    let count = 10 * Limits.workerEndedFencesMax
    for number in 0..<count { worker.noteEnd("\(number)") }
    #expect(worker.ended.count <= 2 * Limits.workerEndedFencesMax)
    // The newest are the ones that something may still be said about.
    for number in (count - Limits.workerEndedFencesMax)..<count { #expect(worker.standing("\(number)") == .ended) }
    #expect(worker.standing("0") == .unknown)
  }

  @Test func whoIsCountedOnComesFirst() {
    let (pinged, leaving, ready) = (worker(), worker(), worker())
    pinged.pingNumber = 1
    leaving.isLeaving = true
    for worker in [pinged, leaving, ready] { worker.phase = .idle }
    #expect(ready.preference > leaving.preference && leaving.preference > pinged.preference)
    #expect(ready.isUnused && !leaving.isUnused && !pinged.isUnused)
    ready.phase = .busy
    #expect(!ready.isUnused)
  }

  @Test func timeOfBeingUnusedBeginsAnewForOneThatIsKept() {
    let worker = worker()
    worker.idleSinceMicros = 10
    #expect(worker.unusedSinceMicros == 10)
    worker.keptAtMicros = 20
    #expect(worker.unusedSinceMicros == 20)
    worker.idleSinceMicros = 30
    #expect(worker.unusedSinceMicros == 30)
  }

  @Test func lastWordsAreThoseOfTheErrorsFirst() {
    let worker = worker()
    #expect(worker.lastWords == "")
    Array("out\n".utf8).withUnsafeBytes { worker.stdoutTail.append($0) }
    #expect(worker.lastWords == "; the end of its standard output:\nout")
    Array("  \n".utf8).withUnsafeBytes { worker.stderrTail.append($0) }
    #expect(worker.lastWords == "; the end of its standard output:\nout", "space says nothing")
    Array("err".utf8).withUnsafeBytes { worker.stderrTail.append($0) }
    #expect(worker.lastWords == "; the end of its standard error:\nerr")
  }

  @Test func oneThatHasNotBeenStartedHasNothing() {
    let worker = worker()
    #expect(worker.residentBytes == nil && worker.openOutputs == 0 && !worker.hasClosedOutput)
    worker.signal(SIGTERM)
    #expect(worker.lastSignal == .none, "nobody has heard it")
  }

  @Test func strongestSignalIsRemembered() async throws {
    let process = try spawned("trap '' TERM; echo up >&4; while :; do sleep 1; done")
    defer { process.closeAll() }
    var byte: UInt8 = 0
    try await eventually { read(process.reports, &byte, 1) == 1 }
    let worker = worker()
    worker.process = process
    worker.signal(SIGCONT)
    #expect(worker.lastSignal == .none)
    worker.signal(SIGTERM)
    worker.signal(SIGCONT)
    #expect(worker.lastSignal == .terminate)
    worker.signal(SIGKILL)
    worker.signal(SIGTERM)
    #expect(worker.lastSignal == .kill)
    var status: Int32 = 0
    #expect(waitpid(process.pid, &status, 0) == process.pid && status & 0x7F == SIGKILL)
    // There is nobody whose memory it could be.
    #expect(worker.residentBytes == nil)
  }

  @Test func closedOutputIsSeenAndOneThatNeverWasIsNot() async throws {
    let process = try spawned("exec 2>&-; read line <&3; exec >&-; read line <&3")
    defer { process.closeAll() }
    let worker = worker()
    worker.process = process
    try await eventually { worker.openOutputs == 1 }
    #expect((worker.residentBytes ?? 0) > 0)
    worker.outputsAtHello = worker.openOutputs
    #expect(!worker.hasClosedOutput)
    #expect(write(process.orders, "\n", 1) == 1)
    try await eventually { worker.hasClosedOutput }
    killpg(process.pid, SIGKILL)
    waitpid(process.pid, nil, 0)
  }
}
