// `jobctl edit` of what a job runs: it runs what it was changed to, with what was left alone.

import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct EditTests {
  @Test func commandAndVariablesAreThoseOfTheEdit() async throws {
    let daemon = try await Daemon()
    let made = try await daemon.jobctl(
      "submit", "--hold", "--env", "API_TOKEN=hidden", "--env", "LEVEL=1", "--env", "DEBUG=1", "false")
    #expect(made.status == 0, "\(made)")
    let edit = try await daemon.jobctl(
      "edit", "1", "--env", "LEVEL=2", "--unset", "DEBUG", "--", "sh", "-c", "echo $API_TOKEN $LEVEL ${DEBUG-none}")
    #expect(edit.status == 0, "\(edit)")
    #expect(try await daemon.jobctl("release", "1").status == 0)
    #expect(try await daemon.jobctl("wait", "1").status == 0)
    #expect(try await daemon.jobctl("logs", "1").output == "hidden 2 none\n")
    let late = try await daemon.jobctl("edit", "1", "--", "true")
    #expect(late.status == 4, "\(late)")
  }

  @Test func whatAJobIsNotIsRefused() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.jobctl("submit", "--hold", "--shell", "true").status == 0)
    let other = try await daemon.jobctl("edit", "1", "--", "true")
    #expect(other.status != 0 && other.errors.contains("argv"), "\(other)")
    let missing = try await daemon.jobctl("edit", "1", "--unset", "NONE")
    #expect(missing.status == 64 && missing.errors.contains("NONE"), "\(missing)")
    #expect(try await daemon.jobctl("edit", "1", "--shell", "exit 3", "--cwd", "/").status == 0)
    #expect(try await daemon.jobctl("release", "1").status == 0)
    #expect(try await daemon.jobctl("wait", "1").status == 1)
    let job = try await daemon.job(1)
    #expect(job.int("exit_code") == 3, "\(job.text)")
  }

  @Test func manyAreChangedAtOnce() async throws {
    let daemon = try await Daemon()
    for _ in 0..<2 { #expect(try await daemon.jobctl("submit", "--hold", "--shell", "false").status == 0) }
    let edit = try await daemon.jobctl("edit", "--state", "held", "--shell", "true", "--grace", "1s")
    #expect(edit.status == 0, "\(edit)")
    for id in ["1", "2"] {
      #expect(try await daemon.jobctl("release", id).status == 0)
      #expect(try await daemon.jobctl("wait", id).status == 0)
    }
  }
}
