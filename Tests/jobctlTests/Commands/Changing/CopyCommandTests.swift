// What `jobctl copy` makes of its options.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct CopyCommandTests {
  @Test func variablesStandBesideThoseOfTheJobAndMasksStay() {
    var job = JobSamples.job(7, .failed)
    let env = JSONValue.object([
      JSONMember(name: "API_TOKEN", value: .string("***")), JSONMember(name: "LEVEL", value: .string("info")),
    ])
    job.spec = .object([JSONMember(name: "env", value: env)])
    let given = [OptionReading.Pair(name: "LEVEL", value: "debug"), OptionReading.Pair(name: "A", value: "1")]
    let variables = CopyCommand.environment(of: job, with: given)
    #expect(variables == ["API_TOKEN": "***", "LEVEL": "debug", "A": "1"])
  }

  @Test func retryCopiesOnlyJobsThatAreNamed() throws {
    #expect(try RetryCommand.parse(["7", "--copy"]).copy)
    #expect(throws: (any Error).self) { try RetryCommand.parse(["--failed", "--copy"]) }
  }
}
