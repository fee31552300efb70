// Words where a command stands.

import Testing

@testable import jobctl

@Suite struct UnknownCommandTests {
  @Test(arguments: [
    (["sumbit", "--wait", "make"], "jobctl sumbit", "Did you mean `jobctl submit`?"),
    (["statsu"], "jobctl statsu", "Did you mean `jobctl status`?"),
    (["queue", "lst", "--json"], "jobctl queue lst", "Did you mean `jobctl queue list`?"),
    (["nonsense", "--x"], "jobctl nonsense", "`jobctl --help` names"),
    (["batch", "nonsense"], "jobctl batch nonsense", "`jobctl batch --help` names"),
  ]) func aCommandThatIsNotThereIsNamed(_ arguments: [String], name: String, hint: String) throws {
    let failure = try #require(UnknownCommand.failure(arguments, of: Jobctl.self))
    #expect(failure.status == .usage && failure.message == "There is no command '\(name)'.")
    #expect(failure.hint?.contains(hint) == true, "\(failure)")
    #expect(throws: CommandFailure.self) { try Jobctl.command(of: arguments) }
  }

  @Test(arguments: [
    [], ["submit", "nonsense"], ["--help"], ["help", "submit"], ["queue"], ["queue", "--json"], ["ls"],
    ["schedule", "set", "nonsense"], ["--version"],
  ]) func otherLinesAreLeftToTheParser(_ arguments: [String]) {
    #expect(UnknownCommand.failure(arguments, of: Jobctl.self) == nil)
  }
}
