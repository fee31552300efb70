// What runs, where it is no command.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct WorkOptionsTests {
  @Test func everyOptionReachesItsField() throws {
    var request = SubmitRequest()
    let handler = try WorkOptions.parse(["--handler", "h", "--payload", #"{"a":1}"#, "--executor", "remote"])
    try handler.fill(&request)
    #expect(request.handler == "h" && request.executor == "remote" && request.payload?["a"]?.integerValue == 1)
    #expect(handler.count == 1)
    var external = SubmitRequest()
    try WorkOptions.parse(["--external"]).fill(&external)
    #expect(external.external == true)
    let both = try WorkOptions.parse(["--shell", "a", "--file", "f", "--external"])
    #expect(both.count == 3)
    let nothing = try WorkOptions.parse([])
    #expect(nothing.count == 0)
  }

  @Test(arguments: [["--payload", "1"], ["--executor", "thread"]]) func whatIsForHandlersNeedsOne(_ arguments: [String])
  {
    #expect(throws: (any Error).self) { try WorkOptions.parse(arguments) }
  }
}
