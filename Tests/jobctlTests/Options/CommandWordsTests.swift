// What stands behind the options of a command line.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct CommandWordsTests {
  private func words(_ words: [String]) throws -> CommandWords { try CommandWords(words, of: SubmitCommand.self) }

  @Test func theCommandBeginsAtTheFirstWord() throws {
    #expect(try words(["docker", "run", "--name", "web"]).argv == ["docker", "run", "--name", "web"])
    #expect(try words(["--", "-x", "--", "y"]).argv == ["-x", "--", "y"])
    #expect(try words([]).argv.isEmpty)
    #expect(try words(["--"]).argv.isEmpty)
  }

  @Test(arguments: [
    (["--quue", "x", "ls"], "Unknown option '--quue'; did you mean '--queue'?"),
    (["--quue=x", "ls"], "Unknown option '--quue'; did you mean '--queue'?"),
    (["-x"], "Unknown option '-x'; a command that starts with a dash comes after --."),
    (["-"], "'-' is no command; --file - reads jobs from stdin."),
  ]) func anOptionThatIsNoneIsNamed(_ words: [String], message: String) {
    #expect { try self.words(words) } throws: { ($0 as? ValidationError)?.message == message }
  }

  @Test(arguments: ["--help", "-h"]) func helpBeforeTheCommandIsOurs(_ word: String) throws {
    #expect(throws: CleanExit.self) { try words([word, "ls"]) }
    #expect(try words(["ls", word]).argv == ["ls", word])
  }

  @Test func aLineInOneWordIsForTheShell() throws {
    #expect { try words(["ls -la /no such"]).refuseLine() } throws: {
      ($0 as? ValidationError)?.message.contains("--shell 'ls -la /no such'") == true
    }
    #expect(throws: ValidationError.self) { try words(["--", "ls -la"]).refuseLine() }
    for other in [["ls", "-la x"], ["ls"], [], ["sh", "-c", "a b"]] { try words(other).refuseLine() }
  }

  @Test func optionsThatSeemToBeMeantForUsAreNamed() throws {
    let one = try words(["make", "--queue", "night"]).misplaced(of: SubmitCommand.self)
    #expect(one?.contains("--queue stands behind the command") == true)
    let two = try words(["make", "--queue=night", "--hold"]).misplaced(of: SubmitCommand.self)
    #expect(two?.contains("--queue and 1 more stand") == true)
    for clear in [
      ["docker", "run", "--name", "web"], ["--", "make", "--queue", "x"], ["env", "--", "--queue"], ["--"],
    ] {
      #expect(try words(clear).misplaced(of: SubmitCommand.self) == nil)
    }
    // An option that only another command has is not meant for this one.
    #expect(try words(["make", "--cron", "x"]).misplaced(of: SubmitCommand.self) == nil)
  }

  @Test func whatIsTakenForOursIsAnOptionOfACommand() {
    let commands: [any ParsableCommand.Type] = [SubmitCommand.self, ScheduleSetCommand.self, MapCommand.self]
    let names = Set(commands.flatMap { OptionNames.of($0) })
    #expect(CommandWords.ours.isSubset(of: names))
  }
}
