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
}
