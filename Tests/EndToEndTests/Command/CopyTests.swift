// `jobctl copy` and `retry --copy`: new jobs from old ones.

import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct CopyTests {
  @Test func copyRunsWithTheSecretsOfTheOtherJob() async throws {
    let daemon = try await Daemon()
    let first = try await daemon.jobctl(
      "submit", "--wait", "--env", "API_TOKEN=hidden", "--env", "LEVEL=1", "--shell", "echo $API_TOKEN $LEVEL; exit 3")
    #expect(first.status == 1 && first.output == "1\n", "\(first)")
    #expect(try await daemon.jobctl("copy", "1", "--env", "LEVEL=2").output == "2\n")
    #expect(try await daemon.jobctl("wait", "2").status == 1)
    #expect(try await daemon.jobctl("logs", "2").output == "hidden 2\n")
    #expect(try await daemon.jobctl("retry", "--copy", "last-failed").output == "3\n")
    #expect(try await daemon.jobctl("wait", "3").status == 1)
    #expect(try await daemon.jobctl("logs", "3").output == "hidden 2\n")
    #expect(try await daemon.jobctl("status", "--json", "2").output.contains("hidden") == false)
  }

  @Test func retryCopiesWhatHasEnded() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.jobctl("submit", "--hold", "true")
    let early = try await daemon.jobctl("retry", "--copy", "1")
    #expect(early.status == 4 && early.errors.contains("jobctl copy 1"), "\(early)")
    let copy = try await daemon.jobctl("copy", "1")
    #expect(copy.output == "2\n" && copy.errors.isEmpty, "\(copy)")
    #expect(try await daemon.jobctl("wait", "2").status == 0)
    #expect(try await daemon.jobctl("copy", "999").status == 3)
  }
}
