// What `jobctl import` refuses before it submits anything.

import JobWire
import Testing

@testable import jobctl

@Suite struct ImportCommandTests {
  @Test func maskInThePlaceOfAValueIsRefused() throws {
    var masked = SubmitRequest(shell: "a")
    masked.env = ["API_TOKEN": "***"]
    let error = #expect(throws: CommandFailure.self) {
      try ImportCommand.refuseMasks([SubmitRequest(shell: "b"), masked])
    }
    #expect(error?.message?.contains("Job 2") == true && error?.message?.contains("env.API_TOKEN") == true)
    try ImportCommand.refuseMasks([SubmitRequest(shell: "echo '***'")])
  }
}
