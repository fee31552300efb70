// Jobs that ran as somebody else where they come from.

import JobWire
import Testing

@testable import jobctl

@Suite struct FiledJobTests {
  private let ofAnn = FiledJob(request: SubmitRequest(shell: "a"), place: "line 3", runAs: "ann")

  @Test func firstIsRefusedWithItsPlaceAndUser() throws {
    let ofBob = FiledJob(request: SubmitRequest(shell: "b"), place: "line 5", runAs: "bob")
    let error = try #require(throws: CommandFailure.self) { try FiledJob.refuse([ofAnn, ofBob]) }
    #expect(error.status == .usage)
    let said = "line 3 is a job that ran as ann, and would run as whoever imports it (and 1 more like it)."
    #expect(error.message == said)
    #expect(error.hint?.contains("--as-me") == true)
    try FiledJob.refuse([])
  }

  @Test func whoMeansItIsStillTold() {
    #expect(ofAnn.warning == "jobctl: line 3 ran as ann, and now runs as whoever imports it")
    #expect(FiledJob(request: SubmitRequest(shell: "a"), place: "line 1", runAs: nil).warning == nil)
  }
}
