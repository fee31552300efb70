// Ends that somebody else decides: timeout, deadline, cancel and shield, on real processes.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct ProcessTeardownTests {
  /// Says `up` once TERM is handled as `onTerm`, then stays.
  private func stubborn(_ onTerm: String) -> String {
    "trap '\(onTerm)' TERM; echo up; while :; do sleep 0.02; done"
  }

  /// Runs `job` until it says `up`, then lets its time be up.
  private func timeOut(_ bench: EngineBench, _ job: NewJob) async throws -> Job {
    let id = try await bench.submit(job)
    try await bench.says(id, "up")
    var patch = JobPatch()
    let startedAt = try #require(try await bench.queue.job(id).startedAt)
    // One that has passed when it comes is refused.
    patch.timeoutMicros = .set(SystemClock().now().micros(since: startedAt) + 1_000_000)
    _ = try await bench.queue.update(id, patch)
    return try await bench.end(of: id)
  }

  @Test func timeoutOfAChildThatIgnoresTermEndsInKill() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await timeOut(bench, .shell(stubborn("")) { $0.graceMicros = 200_000 })
      #expect(job.state == .failed && job.reason == .timeout && job.signal == SIGKILL)
      let micros = try #require(job.finishedAt).micros(since: try #require(job.startedAt))
      #expect(micros >= 200_000, "not before the grace: \(micros)")
      let pid = try #require(job.pid)
      #expect(!isAlive(pid))
      #expect(try await bench.queue.detail(job.id).attempts.map(\.outcome) == [.timedOut])
    }
  }

  @Test func valueReturnedInSpiteOfTheTimeoutWins() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await timeOut(bench, .shell(stubborn("exit 0")) { $0.graceMicros = 20_000_000 })
      #expect(job.state == .succeeded && job.reason == nil)
      let own = try await timeOut(bench, .shell(stubborn("exit 3")) { $0.graceMicros = 20_000_000 })
      #expect(own.state == .failed && own.reason == .exit && own.exitCode == 3)
    }
  }

  @Test func timeoutOfNothingNeverStarts() async throws {
    try await EngineBench.run { bench async throws in
      let mark = "\(bench.scratch.path)/mark"
      let job = try await bench.finish(.shell("touch \(mark)") { $0.timeoutMicros = 0 })
      #expect(job.state == .failed && job.reason == .timeout && job.pid == nil)
      #expect(access(mark, F_OK) != 0)
    }
  }

  @Test func deadlineStopsWhatRunsAndIsNotRetried() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell("echo up; exec sleep 300") { $0.retry = .attempts(5) })
      try await bench.says(id, "up")
      var patch = JobPatch()
      patch.deadline = .set(SystemClock().now() + 50_000)
      _ = try await bench.queue.update(id, patch)
      let job = try await bench.end(of: id)
      #expect(job.state == .failed && job.reason == .timeout && job.failure?.code == "deadline")
      #expect(job.attempt == 1)
      let late = try await bench.finish(.shell("true") { $0.deadline = SystemClock().now() - 1 })
      #expect(late.state == .failed && late.reason == .expired && late.starts == 0)
    }
  }

  @Test func cancelEndsTheWholeGroupAndIsTakenTwice() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell("sleep 300 & echo up $!; wait"))
      try await bench.says(id, "\n")
      let grandchild = try #require(pid_t(try await bench.output(id).dropFirst(3).dropLast()))
      var options = CancelOptions()
      options.reason = "enough"
      #expect(try await bench.queue.cancel(id, options).isAccepted)
      let again = try await bench.queue.job(id)
      if again.state == .running { #expect(try await bench.queue.cancel(id).isAccepted) }
      let job = try await bench.end(of: id)
      #expect(job.state == .cancelled && job.reason == .cancel && job.isCancelRequested)
      #expect(job.failure?.message == "enough")
      try await eventually("the group outlived its leader") { !isAlive(grandchild) }
      await #expect(throws: JobError.invalidState(id, state: .cancelled, verb: "cancel")) {
        _ = try await bench.queue.cancel(id)
      }
    }
  }

  @Test func secondCancelDoesNotRestartTheGrace() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell(stubborn("")) { $0.graceMicros = 400_000 })
      try await bench.says(id, "up")
      let begun = ContinuousClock.now
      _ = try await bench.queue.cancel(id)
      var longer = CancelOptions()
      longer.graceMicros = 50_000_000
      _ = try await bench.queue.cancel(id, longer)
      #expect(try await bench.end(of: id).state == .cancelled)
      #expect(ContinuousClock.now - begun < .seconds(20))
    }
  }

  private static func begin(_ start: ChildStart) throws -> pid_t {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    return try start.start([null, null, null])
  }

  /// From then on its number may be another's, unless somebody had been told to end before.
  @Test func stopAfterTheLeaderIsReapedReachesNobody() async throws {
    let scratch = try TemporaryDirectory()
    let pidFile = "\(scratch.path)/pid"
    let start = ChildStart(
      paths: ["/bin/sh"], arguments: ["sh", "-c", "sleep 600 & echo $! > \(pidFile)"],
      environment: [Array("PATH=/usr/bin:/bin\0".utf8)])
    let leader = try Self.begin(start)
    let teardown = ProcessTeardown()
    teardown.attach(leader)
    try await eventually { ChildEnd.peek(leader) != nil }
    let other = try #require(pid_t(try String(contentsOfFile: pidFile, encoding: .utf8).dropLast()))
    defer { kill(other, SIGKILL) }
    #expect(teardown.signal(SIGCONT))
    teardown.reapLeader { waitpid(leader, nil, 0) == leader }
    teardown.stop(StopOrder(graceMicros: 0))
    #expect(!teardown.signal(SIGKILL))
    await teardown.leaderEnded()
    #expect(isAlive(other))
  }

  @Test func whatALeaderLeavesThatWasStoppedIsKilledAfterItsGrace() async throws {
    let scratch = try TemporaryDirectory()
    let pidFile = "\(scratch.path)/pid"
    let script =
      "(trap '' TERM; echo $(exec sh -c 'echo $PPID') > \(pidFile).1; mv \(pidFile).1 \(pidFile); "
      + "while :; do sleep 0.02; done) & wait"
    let start = ChildStart(
      paths: ["/bin/sh"], arguments: ["sh", "-c", script], environment: [Array("PATH=/usr/bin:/bin\0".utf8)])
    let leader = try Self.begin(start)
    let teardown = ProcessTeardown()
    teardown.attach(leader)
    try await eventually { FileManager.default.fileExists(atPath: pidFile) }
    let other = try #require(pid_t(try String(contentsOfFile: pidFile, encoding: .utf8).dropLast()))
    teardown.stop(StopOrder(graceMicros: 200_000))
    try await eventually { ChildEnd.peek(leader) != nil }
    teardown.reapLeader { waitpid(leader, nil, 0) == leader }
    await teardown.leaderEnded()
    #expect(!isAlive(other))
  }

  /// The state that the kernel shows of a process: `T` is stopped.
  private static func state(_ pid: pid_t) -> Character? {
    let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    return text.flatMap { $0.split(separator: ")").last?.first { $0 != " " } }
  }

  private static func beginSleep() throws -> pid_t {
    try begin(
      ChildStart(paths: ["/bin/sleep"], arguments: ["sleep", "600"], environment: [Array("PATH=/usr/bin:/bin\0".utf8)]))
  }

  @Test func whatIsFrozenStandsStillUntilItIsThawedAndNotBefore() async throws {
    let pid = try Self.beginSleep()
    defer {
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
    let teardown = ProcessTeardown()
    teardown.freeze()
    teardown.attach(pid)
    try await eventually { Self.state(pid) == "T" }
    #expect(teardown.signal(SIGCONT), "it is taken, and ends no freeze")
    #expect(Self.state(pid) == "T")
    teardown.thaw()
    try await eventually { Self.state(pid) == "S" }
  }

  @Test func whatAKilledLeaderLeavesDoesNotStandStillForEver() async throws {
    let scratch = try TemporaryDirectory()
    let pidFile = "\(scratch.path)/pid"
    let leader = try Self.begin(
      ChildStart(
        paths: ["/bin/sh"],
        arguments: ["sh", "-c", "sleep 600 & echo $! > \(pidFile).1; mv \(pidFile).1 \(pidFile); wait"],
        environment: [Array("PATH=/usr/bin:/bin\0".utf8)]))
    let teardown = ProcessTeardown()
    teardown.attach(leader)
    try await eventually { FileManager.default.fileExists(atPath: pidFile) }
    let other = try #require(pid_t(try String(contentsOfFile: pidFile, encoding: .utf8).dropLast()))
    defer { kill(other, SIGKILL) }
    teardown.freeze()
    try await eventually { Self.state(other) == "T" }
    kill(leader, SIGKILL)
    try await eventually { ChildEnd.peek(leader) != nil }
    teardown.reapLeader { waitpid(leader, nil, 0) == leader }
    try await eventually { Self.state(other) == "S" }
    await teardown.leaderEnded()
  }

  @Test func stopOfWhatIsFrozenLetsItHearTerm() async throws {
    let pid = try Self.beginSleep()
    let teardown = ProcessTeardown()
    teardown.attach(pid)
    teardown.freeze()
    try await eventually { Self.state(pid) == "T" }
    teardown.stop(StopOrder(graceMicros: 600_000_000))
    try await eventually { ChildEnd.peek(pid) != nil }
    guard case .signaled(SIGTERM)? = ChildEnd.peek(pid) else { throw Unexpected(what: "it did not hear TERM") }
    // Not even by an order that comes too late.
    teardown.freeze()
    teardown.reapLeader { waitpid(pid, nil, 0) == pid }
    await teardown.leaderEnded()
  }

  @Test func whatWasToldToStopIsNotFrozenAnyMore() async throws {
    let scratch = try TemporaryDirectory()
    let script = "trap '' TERM; trap 'exit 7' USR1; touch \(scratch.path)/up; while :; do sleep 0.02; done"
    let pid = try Self.begin(
      ChildStart(
        paths: ["/bin/sh"], arguments: ["sh", "-c", script], environment: [Array("PATH=/usr/bin:/bin\0".utf8)]))
    let teardown = ProcessTeardown()
    teardown.attach(pid)
    try await eventually { access("\(scratch.path)/up", F_OK) == 0 }
    teardown.stop(StopOrder(graceMicros: 600_000_000))
    teardown.freeze()
    #expect(teardown.signal(SIGUSR1))
    try await eventually { ChildEnd.peek(pid) != nil }
    guard case .exited(7)? = ChildEnd.peek(pid) else { throw Unexpected(what: "it did not hear the signal") }
    teardown.reapLeader { waitpid(pid, nil, 0) == pid }
    await teardown.leaderEnded()
  }

  @Test func cancelAtTheMomentOfTheStartIsNeverLost() async throws {
    try await EngineBench.run { bench async throws in
      let queue = bench.queue
      let ends = try await withThrowingTaskGroup(of: (CancelAnswer?, Job).self) { group in
        for _ in 0..<200 {
          group.addTask {
            let id = try await bench.submit(NewJob(.exec(argv: ["/bin/true"])))
            var answer: CancelAnswer?
            do throws(JobError) {
              answer = try await queue.cancel(id)
            } catch {
              guard case .invalidState(_, .succeeded, _) = error else { throw error }
            }
            return (answer, try await bench.end(of: id))
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      for (answer, job) in ends {
        // Refused means it had ended by itself; accepted may still have come too late to matter.
        if answer == nil { #expect(job.state == .succeeded && !job.isCancelRequested) }
        if let answer { #expect(answer.isAccepted && job.isCancelRequested) }
        if answer?.state == .cancelled { #expect(job.state == .cancelled && job.starts == 0) }
        #expect(job.state == .cancelled || job.state == .succeeded)
      }
    }
  }

  @Test func shieldAbsorbsCancelUntilForced() async throws {
    try await EngineBench.run { bench async throws in
      let job = NewJob.shell("echo up; exec sleep 300") { $0.isShielded = true }
      let id = try await bench.submit(job)
      try await bench.says(id, "up")
      // It is told of a moment after the process has begun.
      try await eventually { try await bench.queue.job(id).pid != nil }
      let answer = try await bench.queue.cancel(id)
      #expect(answer.isAccepted && answer.isAbsorbed)
      let running = try await bench.queue.job(id)
      let pid = try #require(running.pid)
      #expect(running.state == .running && running.isCancelRequested && isAlive(pid))
      var forced = CancelOptions()
      forced.isForced = true
      #expect(try await bench.queue.cancel(id, forced).isAbsorbed == false)
      #expect(try await bench.end(of: id).state == .cancelled)
      // Its own timeout still holds.
      let limited = try await bench.finish(job.with { $0.timeoutMicros = 100_000 })
      #expect(limited.reason == .timeout)
    }
  }

  @Test func timeoutChangedWhileRunningCounts() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell("echo up; exec sleep 300"))
      try await bench.says(id, "up")
      var patch = JobPatch()
      patch.timeoutMicros = .set(1_000)
      await #expect(throws: JobError.self) { _ = try await bench.queue.update(id, patch) }
      let startedAt = try #require(try await bench.queue.job(id).startedAt)
      patch.timeoutMicros = .set(SystemClock().now().micros(since: startedAt) + 1_000_000)
      _ = try await bench.queue.update(id, patch)
      #expect(try await bench.end(of: id).reason == .timeout)
    }
  }
}
