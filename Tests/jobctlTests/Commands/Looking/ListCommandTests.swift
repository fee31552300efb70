// What `jobctl list` takes: a bound or none, a screen or JSON.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct ListCommandTests {
  @Test(arguments: [
    [], ["--active", "--watch"], ["--state", "failed", "--since", "1d"], ["--all", "--json"], ["--order", "priority"],
    ["--order", "finished", "-n", "5"], ["--reason", "timeout", "--exit-code", "3", "--search", "a"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.parseAsRoot(["list"] + arguments) is ListCommand)
  }

  @Test(arguments: [
    ["--limit", "0"], ["--all", "--limit", "5"], ["--watch", "--json"], ["--order", "size"],
    ["--order", "finished", "--active"], ["--order", "priority", "--failed"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.parseAsRoot(["list"] + arguments) }
  }
}
