// Verbs on jobs: what each does, and what it is refused for.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueVerbsTests {
  @Test func signalReachesTheGroup() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell("trap 'echo got; exit 0' USR1; echo up; while :; do sleep 0.02; done"))
      try await bench.says(id, "up")
      try await bench.queue.signal(id, SIGUSR1)
      let job = try await bench.end(of: id)
      // The group gets it, so the `sleep` of the moment may die of it first; the shell's trap decides.
      #expect(job.state == .succeeded)
      #expect(try await bench.output(id).hasSuffix("got\n"))
      await #expect(throws: JobError.invalidState(id, state: .succeeded, verb: "signal")) {
        try await bench.queue.signal(id, SIGUSR1)
      }
    }
  }

  private func isInvalid(_ field: String, _ body: () async throws -> Void) async -> Bool {
    do { try await body() } catch {
      if case .invalid(let faults)? = error as? JobError { return faults.map(\.field) == [field] }
    }
    return false
  }

  @Test func whatIsSaidWithACancelHasItsBounds() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.noop { $0.holds = true })
      func isRefused(_ field: String, _ change: (inout CancelOptions) -> Void) async -> Bool {
        var options = CancelOptions()
        change(&options)
        return await isInvalid(field) { _ = try await bench.queue.cancel(id, options) }
      }
      let longest = String(repeating: "r", count: Limits.reasonBytesMax)
      #expect(await isRefused("reason") { $0.reason = longest + "r" })
      #expect(await isRefused("grace") { $0.graceMicros = -1 })
      #expect(await isRefused("grace") { $0.graceMicros = Limits.durationMicrosMax + 1 })
      #expect(try await bench.queue.job(id).state == .held)
      var options = CancelOptions()
      options.reason = longest
      options.graceMicros = Limits.durationMicrosMax
      #expect(try await bench.queue.cancel(id, options).state == .cancelled)
      #expect(try await bench.queue.job(id).failure?.message == longest)
    }
  }

  @Test func verbsAreRefusedByTheirNames() async throws {
    try await EngineBench.run { bench async throws in
      let queue = bench.queue
      let done = try await bench.finish(.noop()).id
      let verbs: [(String, (JobID) async throws -> Void)] = [
        ("cancel", { _ = try await queue.cancel($0) }), ("hold", { _ = try await queue.hold($0) }),
        ("release", { _ = try await queue.release($0) }),
        ("retry", { _ = try await queue.retry($0) }), ("run", { _ = try await queue.runNow($0) }),
        ("edit", { _ = try await queue.update($0, JobPatch()) }), ("signal", { try await queue.signal($0, SIGTERM) }),
      ]
      for (name, verb) in verbs {
        await #expect(throws: JobError.notFound(JobID(99)), "\(name)") { try await verb(JobID(99)) }
        await #expect(throws: JobError.invalidState(done, state: .succeeded, verb: name)) { try await verb(done) }
      }
      await #expect(throws: JobError.notFound(JobID(99))) { try await queue.delete(JobID(99)) }
      let held = try await bench.submit(.noop { $0.holds = true })
      await #expect(throws: JobError.invalidState(held, state: .held, verb: "delete")) { try await queue.delete(held) }
      try await queue.delete(done)
      await #expect(throws: JobError.notFound(done)) { try await queue.delete(done) }
    }
  }

  @Test func eachVerbMovesTheJobItIsFor() async throws {
    try await EngineBench.run { bench async throws in
      let queue = bench.queue
      let held = try await bench.submit(.noop { $0.holds = true })
      #expect([.queued, .running].contains(try await queue.release(held).state))
      let later = try await bench.submit(.noop { $0.start = .after(micros: 3_600_000_000) })
      #expect(try await queue.hold(later).state == .held)
      #expect(try await queue.release(later).state == .scheduled)
      #expect([.queued, .running].contains(try await queue.runNow(later).state))
      for id in [held, later] { #expect(try await bench.end(of: id).state == .succeeded) }
      let failed = try await bench.finish(NewJob(.handler(name: "fail", payload: nil)))
      _ = try await queue.retry(failed.id)
      #expect(try await bench.end(of: failed.id).attempt == 2)
    }
  }

  @Test func jobsChangePlacesAndAreShown() async throws {
    try await EngineBench.run { bench async throws in
      let held = NewJob.noop { $0.holds = true }
      let (one, other) = (try await bench.submit(held), try await bench.submit(held))
      var patch = JobPatch()
      patch.priority = 7
      _ = try await bench.queue.update(one, patch)
      let (first, second) = try await bench.queue.exchange(one, other)
      #expect(first.id == one && first.priority == 0 && second.id == other && second.priority == 7)
      await #expect(throws: JobError.notSwitchable(one, one, .sameJob)) { _ = try await bench.queue.exchange(one, one) }
      await #expect(throws: JobError.notFound(JobID(99))) { _ = try await bench.queue.exchange(one, JobID(99)) }
    }
  }

  @Test func whatAnEditAsksForIsChecked() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.noop { $0.holds = true })
      var patch = JobPatch()
      patch.priority = 5_000
      #expect(await isInvalid("priority") { _ = try await bench.queue.update(id, patch) })
      patch.priority = 7
      #expect(try await bench.queue.update(id, patch).priority == 7)
    }
  }

  @Test func onlyARunningProcessCanBeSignalled() async throws {
    var handlers = HandlerRegistry.builtIn
    let valve = Valve()
    handlers.register("block", on: .thread) { context in
      await valve.hold(context)
      return nil
    }
    try await EngineBench.run(handlers: handlers) { bench async throws in
      defer { valve.open() }
      let queue = bench.queue
      let held = try await bench.submit(.shell("true") { $0.holds = true })
      for signal in [0, -1, 65, .max] as [Int32] {
        #expect(await isInvalid("signal") { try await queue.signal(held, signal) })
      }
      await #expect(throws: JobError.invalidState(held, state: .held, verb: "signal")) {
        try await queue.signal(held, 15)
      }
      let handler = try await bench.submit(.handler("block", nil))
      try await eventually { valve.entered == 1 }
      await #expect(throws: JobError.notSignalable(handler)) { try await queue.signal(handler, 15) }
    }
  }
}
