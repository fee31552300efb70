// What is said of a verb over many jobs.

import JobWire
import Testing

@testable import jobctl

@Suite struct BulkTextTests {
  private func said(_ count: Int, ids: [Int64]? = nil) -> String {
    BulkText.sentence(BulkReply(count: count, ids: ids), isDryRun: ids != nil, called: "held")
  }

  @Test func jobsAreCounted() {
    #expect(said(0) == "0 jobs held.")
    #expect(said(1) == "1 job held.")
    #expect(said(2) == "2 jobs held.")
  }

  @Test func dryRunSaysThatNothingWasChangedAndHowManyAreNamed() {
    #expect(said(1, ids: [7]) == "1 job would be held; nothing was changed.")
    #expect(said(3, ids: [7, 8]) == "3 jobs would be held, of which the first 2 are named; nothing was changed.")
    #expect(said(0, ids: []) == "0 jobs would be held; nothing was changed.")
  }
}
