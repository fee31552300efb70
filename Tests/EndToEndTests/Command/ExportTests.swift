// `jobctl export` and `import`: jobs that leave one daemon and come to another.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ExportTests {
  @Test func exportedJobsRunElsewhere() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.jobctl("submit", "--hold", "--env", "API_TOKEN=hidden", "--env", "A=1", "--shell", "echo $A")
    _ = try await daemon.jobctl("submit", "--after", "1", "true")
    #expect(try await daemon.jobctl("submit", "--wait", "true").status == 0)
    let export = try await daemon.jobctl("export")
    #expect(export.status == 0 && export.output.split(separator: "\n").count == 2, "\(export)")
    #expect(export.errors.contains("job 1 is exported without env.API_TOKEN\n"), "\(export)")
    #expect(export.errors.contains("job 2 is exported without after; it is held\n"), "\(export)")
    #expect(!export.output.contains("hidden") && !export.output.contains("***"), "\(export)")
    let file = daemon.scratch.file("jobs.ndjson")
    try export.output.write(toFile: file, atomically: true, encoding: .utf8)
    let other = try await Daemon()
    #expect(try await other.jobctl("import", file, "--dry-run").errors.contains("2 jobs would be imported"))
    let imported = try await other.jobctl("import", file)
    #expect(imported.output == "1\n2\n" && imported.status == 0, "\(imported)")
    let state = try await other.jobctl("list", "--format", "{id} {state}")
    #expect(state.output == "2 held\n1 held\n", "\(state)")
    #expect(try await other.jobctl("release", "1").status == 0)
    #expect(try await other.jobctl("wait", "1").status == 0)
    #expect(try await other.jobctl("logs", "1").output == "1\n")
  }

  @Test func maskIsNotImported() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("jobs.ndjson")
    try "{\"shell\":\"true\"}\n{\"shell\":\"true\",\"env\":{\"KEY\":\"***\"}}\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    let refused = try await daemon.jobctl("import", file)
    #expect(refused.status == 64 && refused.errors.contains("env.KEY"), "\(refused)")
    #expect(try await daemon.jobctl("list", "--format", "{id}").output.isEmpty)
  }

  @Test func jobOfAnotherUserIsImportedOnlyIfThatIsMeant() async throws {
    let daemon = try await Daemon()
    let file = daemon.scratch.file("jobs.ndjson")
    try "{\"shell\":\"true\"}\n{\"shell\":\"true\",\"run_as\":\"ann\"}\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    for refused in [
      try await daemon.jobctl("import", file), try await daemon.jobctl("import", file, "--dry-run"),
    ] {
      #expect(refused.status == 64 && refused.errors.contains("line 2 is a job that ran as ann"), "\(refused)")
    }
    #expect(try await daemon.jobctl("list", "--format", "{id}").output.isEmpty)
    let taken = try await daemon.jobctl("import", file, "--as-me")
    #expect(taken.output == "1\n2\n" && taken.errors.contains("line 2 ran as ann"), "\(taken)")
  }
}
