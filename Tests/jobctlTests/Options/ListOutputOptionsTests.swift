// In which form a list of jobs is wanted.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct ListOutputOptionsTests {
  @Test func fieldsAreNamedAsTheHeadingsOfTheirColumns() throws {
    #expect(try OptionReading.fields("id,PRI,command") == [.id, .priority, .command])
    let order = try OptionReading.order("state,-Age").parts
    #expect(order.map(\.field) == [.state, .age] && order.map(\.isDescending) == [false, true])
  }

  @Test(arguments: ["colour", "id,colour", "help"]) func unknownFieldListsTheKnown(_ text: String) {
    #expect { try OptionReading.fields(text) } throws: { "\($0)".contains("id, state, name, command") }
    #expect { try OptionReading.order(text) } throws: { "\($0)".contains("id, state, name, command") }
  }

  @Test(arguments: [
    ["--csv", "--json"], ["--format", "{id}", "--csv"], ["--format", "{id"], ["--sort", "colour"],
    ["--order", "priority", "--state", "running"], ["--watch", "--csv"],
  ]) func whatDoesNotGoTogetherIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try ListCommand.parse(arguments) }
  }

  @Test func descendingOrderIsNoOption() throws {
    #expect(try ListCommand.parse(["--sort", "-took"]).form.sort?.parts.first?.isDescending == true)
    #expect(try ListCommand.parse(["--order", "priority", "--state", "queued"]).order == .priority)
  }
}
