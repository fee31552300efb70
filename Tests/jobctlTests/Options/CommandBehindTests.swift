// The command behind the dashes of `jobctl edit`.

import Testing

@testable import jobctl

@Suite struct CommandBehindTests {
  @Test func firstDashesOfAnEditAreTheOption() {
    let marked = CommandBehind.marked(["edit", "7", "8", "--", "a", "--", "-b"])
    #expect(marked == ["edit", "7", "8", "--command", "a", "--", "-b"])
    #expect(CommandBehind.marked(["edit", "7", "--"]) == ["edit", "7", "--command"])
  }

  @Test(arguments: [
    ["run", "--", "a"], ["edit", "7", "--name", "n"], ["edit", "7", "--command", "a", "--", "b"], [],
  ])
  func everythingElseStaysAsItIs(_ arguments: [String]) {
    #expect(CommandBehind.marked(arguments) == arguments)
  }
}
