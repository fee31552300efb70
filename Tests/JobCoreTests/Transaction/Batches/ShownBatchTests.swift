// What a verb on a batch answers is known once its transaction is written.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ShownBatchTests {
  private func text(_ verdict: LaterVerdict) -> String {
    switch verdict.verdict {
    case .notFound: "not found"
    case .lookAgain: "look again"
    case .refused(let isDone): "refused, done: \(isDone)"
    case .done(let batch): "done: \(batch.isDone)"
    }
  }

  @Test func refusalIsKnownAtOnce() {
    #expect(text(.notFound) == "not found" && text(.lookAgain) == "look again")
    #expect([true, false].map { text(.refused(isDone: $0)) } == ["refused, done: true", "refused, done: false"])
  }

  @Test func batchIsShownAsItWasLastNoted() throws {
    let bench = TransactionBench()
    let answer = try BatchVerbs.create(NewBatch(jobs: []), idempotency: nil, bench.tx)
    guard case .created(let batch, _) = answer else { throw Unexpected(what: "\(answer)") }
    let shown = ShownBatch(batch.id)
    // It may be gone when what follows has been decided.
    #expect(shown.batch == nil && text(.done(shown)) == "not found")
    shown.note(batch)
    #expect(shown.batch?.id == batch.id && text(.done(shown)) == "done: true")
    shown.note(nil)
    #expect(text(.done(shown)) == "not found")
  }
}
