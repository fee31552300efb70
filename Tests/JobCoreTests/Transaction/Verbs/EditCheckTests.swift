// What is against an edit, before any of it is written.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EditCheckTests {
  private let bench = TransactionBench()

  private func refusal(_ id: JobID, _ change: (inout JobPatch) -> Void) throws -> VerbAnswer<Void>? {
    var patch = JobPatch()
    change(&patch)
    return try EditCheck.refusal(patch, try bench.row(id), bench.tx)
  }

  @Test func jobThatHasNotStartedMayBeChanged() throws {
    let id = try bench.insert(.noop())
    let refused = try refusal(id) { $0.priority = 7 }
    #expect(refused == nil)
  }

  @Test func pictureThatIsOlderThanTheJobIsLookedAtAnew() throws {
    let id = try bench.insert(.noop())
    let rev = try bench.row(id).rev
    let refused = try refusal(id) { $0.seenRev = rev }
    #expect(refused == nil)
    guard case .changedMeanwhile? = try refusal(id, { $0.seenRev = rev + 1 }) else {
      throw Unexpected(what: "an older picture was taken")
    }
  }

  @Test func parentsAreThoseOfAJobThatWaits() throws {
    let id = try bench.insert(.noop())
    guard case .invalidState(.queued)? = try refusal(id, { $0.after = [] }) else {
      throw Unexpected(what: "a queued job was given parents")
    }
  }
}
