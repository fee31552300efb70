// Answers that are given again, also within the transaction that gave them first.

import TestSupport
import Testing

@testable import JobCore

@Suite struct AnswersTests {
  @Test func answerIsKnownInTheTransactionThatGivesIt() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let answers = try await bench.writer.perform { context throws(StoreError) in
        var answers = [try Answers.earlier("k", [1], context)]
        Answers.remember("k", [1], [2, 3], context)
        answers.append(try Answers.earlier("k", [1], context))
        answers.append(try Answers.earlier("k", [9], context))
        return answers
      }
      #expect(answers == [nil, .replayed([2, 3]), .mismatch])
      let later = try await bench.writer.perform { context throws(StoreError) in try Answers.earlier("k", [1], context)
      }
      #expect(later == .replayed([2, 3]))
    }
  }

  @Test func keyIsNewAgainWhenItsAnswerIsTooOld() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      for key in ["a", "b"] {
        try await bench.writer.perform { context throws(StoreError) in Answers.remember(key, [1], [1], context) }
      }
      bench.now = bench.now + Limits.idempotencyKeepMicros + 1
      let again = try await bench.writer.perform { context throws(StoreError) in
        let earlier = try Answers.earlier("a", [2], context)
        Answers.remember("a", [2], [2], context)
        return earlier
      }
      #expect(again == nil)
      // Others that are as old have gone with it.
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      #expect(try database.texts("SELECT key, hex(answer) FROM idempotency") == ["a|02"])
    }
  }
}
