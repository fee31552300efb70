// Jobs that are named by `last`, `last-failed` and %NAME instead of a number.

import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct JobReferenceTests {
  private func id(of reference: String, _ daemon: Daemon) async throws -> String {
    let why = try await daemon.jobctl("status", "--json", reference)
    return why.status == 0 ? why.output : "\(why)"
  }

  @Test func lastIsTheNewestJobOfTheCaller() async throws {
    let daemon = try await Daemon()
    let nothing = try await daemon.jobctl("status", "last")
    #expect(nothing.status == 3 && nothing.errors.contains("submitted by you"), "\(nothing)")
    #expect(try await daemon.jobctl("submit", "--hold", "true").output == "1\n")
    let inside = "\(BuiltProgram.jobctl) submit --after $JOBD_JOB_ID true"
    let parent = try await daemon.jobctl("submit", "--wait", "--shell", inside)
    #expect(parent.status == 0 && parent.output == "2\n", "\(parent)")
    #expect(try await daemon.jobctl("wait", "3").status == 0)
    // A job speaks to the daemon as the user it runs as.
    #expect(try await id(of: "last", daemon).contains("\"id\":3,"))
    // Both words are looked up before the first is removed.
    let removed = try await daemon.jobctl("rm", "last", "last")
    #expect(removed.errors.contains("Job 3 is removed.") && !removed.errors.contains("Job 2"), "\(removed)")
  }

  @Test func lastFailedIsTheOneThatFailedLast() async throws {
    let daemon = try await Daemon()
    let none = try await daemon.jobctl("error", "last-failed")
    #expect(none.status == 3 && none.errors.contains("None of your jobs has failed"), "\(none)")
    #expect(try await daemon.jobctl("submit", "--hold", "false").output == "1\n")
    #expect(try await daemon.jobctl("submit", "--wait", "false").status == 1)
    #expect(try await daemon.jobctl("release", "1").status == 0)
    #expect(try await daemon.jobctl("wait", "1").status == 1)
    #expect(try await id(of: "last-failed", daemon).contains("\"id\":1,"))
    let retried = try await daemon.jobctl("retry", "last-failed")
    #expect(retried.status == 0 && retried.errors.contains("Job 1 is"), "\(retried)")
  }

  /// A slip in one of several numbers changes nothing; of a single one the daemon says what is wrong.
  @Test func oneOfSeveralJobsThatIsNotThereRefusesAll() async throws {
    let daemon = try await Daemon()
    for _ in 0..<2 { _ = try await daemon.jobctl("submit", "--hold", "true") }
    for verb in [
      ["cancel"], ["retry"], ["rm"], ["release"], ["run-now"], ["edit", "--priority", "3"], ["status"], ["why"],
    ] {
      let refused = try daemon.startJobctl(verb + ["1", "99", "2", "98"])
      #expect(try await refused.exit() == 3 && refused.output.isEmpty, "\(verb): \(refused.errors)")
      #expect(refused.errors.contains("99") && refused.errors.contains("98"), "\(verb): \(refused.errors)")
      #expect(refused.errors.contains("Nothing was done to the others."), "\(verb): \(refused.errors)")
      let single = try daemon.startJobctl(verb + ["99"])
      #expect(try await single.exit() == 3 && single.errors.contains("there is no job 99"), "\(single.errors)")
    }
    let wait = try await daemon.jobctl("wait", "1", "99", "--timeout", "60s")
    #expect(wait.status == 3 && wait.errors.contains("99"), "\(wait)")
    for id in ["1", "2"] {
      let held = try await daemon.jobctl("list", "--search", id, "--format", "{state} {priority}")
      #expect(held.output == "held 0\n", "\(held)")
    }
    #expect(try await daemon.jobctl("cancel", "1", "2").status == 0)
  }

  @Test func nameIsTheNewestJobOfThatNameAndSeveralAreSaid() async throws {
    let daemon = try await Daemon()
    for _ in 0..<2 { _ = try await daemon.jobctl("submit", "--hold", "--name", "backup", "true") }
    _ = try await daemon.jobctl("submit", "--hold", "--name", "back*", "true")
    let both = try await daemon.jobctl("status", "--json", "%backup")
    #expect(both.status == 0 && both.output.contains("\"id\":2,"), "\(both)")
    #expect(both.errors.contains("several jobs have the name backup; the newest is 2"), "\(both)")
    // A name is no pattern.
    let star = try await daemon.jobctl("status", "--json", "%back*")
    #expect(star.output.contains("\"id\":3,") && star.errors.isEmpty, "\(star)")
    let wrong = try await daemon.jobctl("cancel", "%bakcup", "1")
    #expect(wrong.status == 3 && wrong.errors.contains("Did you mean %backup?"), "\(wrong)")
    #expect(try await daemon.jobctl("status", "1").output.contains("held"))
  }
}
