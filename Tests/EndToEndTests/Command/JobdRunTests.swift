// `jobd run FILE`: the jobs of a file to their end, in a store that is gone afterwards.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct JobdRunTests {
  private func start(_ scratch: Scratch, _ lines: [String], _ options: String...) throws -> Program {
    try lines.joined(separator: "\n").write(toFile: scratch.file("jobs"), atomically: false, encoding: .utf8)
    try FileManager.default.createDirectory(atPath: scratch.file("tmp"), withIntermediateDirectories: true)
    return try Program(
      [BuiltProgram.jobd, "run", scratch.file("jobs")] + options, environment: ["TMPDIR": scratch.file("tmp")])
  }

  /// Nothing is left of it, however it ended.
  private func expectGone(_ scratch: Scratch) throws {
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.file("tmp")) == [])
  }

  @Test func outputOfSeveralIsNamedAndAllSucceed() async throws {
    let scratch = try Scratch()
    let program = try start(
      scratch,
      [
        #"{"shell":"echo one; echo wrong >&2","name":"a"}"#,
        #"{"shell":"echo $FROM","name":"b","env":{"FROM":"two"},"then":[{"job":{"shell":"echo three","name":"c"}}]}"#,
      ])
    #expect(try await program.exit() == 0, "\(program.errors)")
    let lines = program.output.split(separator: "\n").map(String.init)
    #expect(lines.sorted() == ["a | one", "b | two", "c | three"], "\(program.output)")
    #expect(
      program.errors.contains("a | wrong\n") && program.errors.contains("3 jobs: 3 succeeded"), "\(program.errors)")
    try expectGone(scratch)
  }

  @Test func onlyJobIsPassedOnAsItIs() async throws {
    let scratch = try Scratch()
    let program = try start(scratch, [#"{"shell":"printf 'no end'; exit 3"}"#])
    #expect(try await program.exit() == 1)
    #expect(program.output == "no end" && program.errors.contains("job-1 failed"), "\(program.errors)")
    try expectGone(scratch)
  }

  @Test func firstFailureCancelsTheOthersButForItsOwnFollowUps() async throws {
    let scratch = try Scratch()
    let on = scratch.file("on")
    let followUp = #"{"on":"failure","job":{"shell":"echo told"}}"#
    let jobs = [
      #"{"shell":"touch \#(on); exec sleep 300","name":"long"}"#,
      #"{"shell":"until [ -e \#(on) ]; do sleep 0.05; done; exit 2","name":"bad","then":[\#(followUp)]}"#,
    ]
    let program = try start(scratch, jobs, "--slots", "2")
    #expect(try await program.exit() == 1, "\(program.errors)")
    #expect(program.output.contains("| told\n") && program.errors.contains("long cancelled"), "\(program.errors)")
    try expectGone(scratch)
    let all = try start(
      scratch, [#"{"shell":"exit 2"}"#, #"{"shell":"echo all the same"}"#], "--keep-going", "--slots", "1")
    #expect(try await all.exit() == 1)
    #expect(all.output == "job-2 | all the same\n", "\(all.output)")
  }

  @Test func timeAndSignalsCancelAll() async throws {
    let scratch = try Scratch()
    let late = try start(scratch, [#"{"argv":["sleep","300"]}"#], "--timeout", "300ms")
    #expect(try await late.exit() == 6, "\(late.errors)")
    let own = try start(scratch, [#"{"argv":["sleep","300"],"timeout":"200ms"}"#])
    #expect(try await own.exit() == 6, "\(own.errors)")
    let on = scratch.file("on")
    let stopped = try start(
      scratch, [#"{"shell":"echo $$; exec sleep 300"}"#, #"{"shell":"touch \#(on); exec sleep 300"}"#], "--slots", "2")
    try await eventually("both run") { scratch.has("on") && stopped.output.contains("job-1 | ") }
    stopped.send(SIGTERM)
    #expect(try await stopped.exit() == 5, "\(stopped.errors)")
    let line = try #require(stopped.output.split(separator: "\n").first { $0.hasPrefix("job-1 | ") })
    let pid = try #require(Int32(line.dropFirst("job-1 | ".count)))
    #expect(kill(pid, 0) != 0, "its job runs on")
    try expectGone(scratch)
  }

  /// Its jobs reach it as those of any daemon do.
  @Test func jobsReportAndSubmitToTheirOwnDaemon() async throws {
    let scratch = try Scratch()
    let jobctl = BuiltProgram.jobctl
    let program = try start(
      scratch, [#"{"shell":"\#(jobctl) progress 1/2 && \#(jobctl) submit --name inner echo within","name":"outer"}"#])
    #expect(try await program.exit() == 0, "\(program.errors)")
    #expect(program.output.contains("within"), "\(program.output)")
  }

  @Test func fileThatIsNotRightStartsNothing() async throws {
    let scratch = try Scratch()
    let ran = scratch.file("ran")
    for line in [#"{"shell":"a","nam":"b"}"#, #"{"shell":"a","hold":true}"#, "{"] {
      let program = try start(scratch, [#"{"shell":"touch \#(ran)"}"#, line])
      #expect(try await program.exit() == 64)
      #expect(program.errors.contains("line 2: "), "\(program.errors)")
    }
    #expect(!scratch.has("ran"))
    let missing = try Program([BuiltProgram.jobd, "run", "/nonexistent/jobs"])
    #expect(try await missing.exit() == 64)
    try expectGone(scratch)
  }
}
