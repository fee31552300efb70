// `jobctl clean` and `retry --failed`: many jobs, by how and when they ended.

import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct CleanTests {
  @Test func finishedJobsAreRemovedByAgeAndState() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.jobctl("submit", "--wait", "true").status == 0)
    #expect(try await daemon.jobctl("submit", "--wait", "false").status == 1)
    #expect(try await daemon.jobctl("submit", "--hold", "true").output == "3\n")
    // Nothing is that old.
    let old = try await daemon.jobctl("clean", "--older", "1h")
    #expect(old.status == 0 && old.errors == "0 jobs removed.\n", "\(old)")
    let dry = try await daemon.jobctl("clean", "--older", "0s", "--dry-run")
    #expect(dry.output == "1\n2\n" && dry.errors.contains("2 jobs would be removed"), "\(dry)")
    let failed = try await daemon.jobctl("clean", "--older", "0s", "--failed")
    #expect(failed.errors == "1 job removed.\n", "\(failed)")
    #expect(try await daemon.jobctl("status", "2").status == 3)
    let rest = try await daemon.jobctl("clean")
    #expect(rest.errors == "1 job removed.\n", "\(rest)")
    #expect(try await daemon.jobctl("list", "--format", "{id}").output == "3\n")
    #expect(try await daemon.jobctl("clean", "--queue", "defualt").status == 3)
  }

  @Test func allThatFailedRunsAgain() async throws {
    let daemon = try await Daemon()
    for command in ["true", "false", "false"] { _ = try await daemon.jobctl("submit", "--wait", command) }
    let dry = try await daemon.jobctl("retry", "--failed", "--since", "1d", "--dry-run")
    #expect(dry.status == 0 && Set(dry.output.split(separator: "\n")) == ["2", "3"], "\(dry)")
    let retried = try await daemon.jobctl("retry", "--failed", "--since", "1d")
    #expect(retried.errors.contains("2 jobs queued again."), "\(retried)")
    #expect(try await daemon.jobctl("wait", "2", "3").status == 1)
    // The same jobs, and no new ones.
    #expect(try await daemon.jobctl("list", "--format", "{id}").output == "3\n2\n1\n")
  }
}
