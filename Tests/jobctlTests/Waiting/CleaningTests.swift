// What becomes of jobs between the look at them and their removal.

import JobClient
import JobWire
import Testing

@testable import jobctl

@Suite struct CleaningTests {
  private func refused(_ code: WireCode) -> ClientError { .refused(Problem(code, detail: "no", hint: nil)) }

  @Test func onlyWhatWasRemovedHereCountsAsRemoved() throws {
    #expect(try Cleaning.Fate(refused(.invalidState)) == .kept)
    #expect(try Cleaning.Fate(refused(.notFound)) == .gone)
    var done = Cleaning.Done()
    for fate in [Cleaning.Fate.removed, .kept, .gone, .removed] { done.note(fate) }
    #expect(done == Cleaning.Done(count: 2, kept: 1, gone: 1))
  }

  @Test func whatSaysNothingAboutTheJobEndsIt() {
    for code in [WireCode.forbidden, .otherStore, .unauthenticated] {
      #expect(throws: refused(code)) { try Cleaning.Fate(refused(code)) }
    }
  }
}
