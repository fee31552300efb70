// Commands that the daemon runs at the end of something.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct EndCommandOptionsTests {
  @Test func eachOptionHasItsEnd() throws {
    let options = try EndCommandOptions.parse([
      "--on-end", "c", "--on-success", "a", "--on-failure", "b", "--on-done", "d", "--on-success", "e f",
    ])
    func call(_ command: String, _ on: WireCondition) -> CallbackSpec {
      CallbackSpec(argv: ["/bin/sh", "-c", command], on: on)
    }
    #expect(
      options.callbacks == [
        call("a", .success), call("e f", .success), call("b", .failure), call("c", .any), call("d", .any),
      ])
  }

  @Test func ofABatchTheyAreItsCallbacks() throws {
    let options = try BatchLimitOptions.parse(["--callback", "success:http://x", "--on-failure", "b"])
    var request = BatchRequest()
    options.fill(&request)
    #expect(
      request.callbacks == [
        CallbackSpec(url: "http://x", on: .success), CallbackSpec(argv: ["/bin/sh", "-c", "b"], on: .failure),
      ])
  }

  @Test(arguments: ["", " ", "failure:x", "any=x"]) func otherTextIsRefused(text: String) {
    #expect(throws: (any Error).self) { try EndCommandOptions.parse(["--on-end", text]) }
  }
}
