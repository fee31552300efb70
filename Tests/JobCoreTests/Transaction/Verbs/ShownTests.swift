// What a verb answers with: the job as its own transaction leaves it, and the refusal as it was.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ShownTests {
  @Test func jobIsShownAsTheTransactionHasIt() throws {
    let bench = RuleBench()
    let id = try bench.insert(.noop { $0.holds = true })
    let (before, answer) = try bench.run { tx in
      let before = try Shown.job(id, tx)?.state
      return (before, try Shown.later(id, after: try MoveVerbs.move(id, .release, tx), tx))
    }
    #expect(before == .held)
    #expect(try answer.value?.job.state == .queued)
    #expect(try bench.run { tx in try Shown.job(JobID(99), tx) } == nil)
  }

  @Test func refusalIsPassedOnWithoutALook() throws {
    let bench = RuleBench()
    let answers = try bench.run { tx in
      [
        try Shown.later(JobID(99), after: .notFound, tx),
        try Shown.later(JobID(99), after: .invalidState(.running), tx),
      ]
    }
    #expect(answers[0].isNotFound && answers[1].refusal == .running)
  }

  /// A verb that was carried out is not called one that found nothing.
  @Test func jobThatIsGoneAfterItsVerbBreaksARule() throws {
    let bench = RuleBench()
    let error = #expect(throws: StoreError.self) {
      _ = try bench.run { tx in try Shown.later(JobID(99), after: .done(()), tx) }
    }
    guard case .illegal = error else { throw Unexpected(what: "\(String(describing: error))") }
  }
}
