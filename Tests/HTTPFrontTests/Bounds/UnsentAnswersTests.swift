// What waits to be sent over all connections: whose it is, how much it may be, and who has to go.

import NIOCore
import Testing

@testable import HTTPFront

@Suite struct UnsentAnswersTests {
  /// Something to tell apart.
  private final class Line {}

  private let lines = (0..<4).map { _ in Line() }

  private func answers(max: Int = 100) -> UnsentAnswers {
    var limits = HTTPLimits()
    limits.unsentBytesTotalMax = max
    return UnsentAnswers(limits: limits)
  }

  private func id(_ index: Int) -> ObjectIdentifier { ObjectIdentifier(lines[index]) }

  private func at(_ seconds: UInt64) -> NIODeadline { .uptimeNanoseconds(seconds * 1_000_000_000) }

  @Test func whoHasTakenNothingForLongestGoes() {
    var answers = answers()
    #expect(answers.note(id(0), unsent: 40, hasMoved: true, now: at(1)).isEmpty)
    #expect(answers.note(id(1), unsent: 40, hasMoved: true, now: at(2)).isEmpty)
    // The first has taken something since, the second has not.
    #expect(answers.note(id(0), unsent: 40, hasMoved: true, now: at(3)).isEmpty)
    #expect(answers.note(id(1), unsent: 45, hasMoved: false, now: at(4)).isEmpty)
    #expect(answers.note(id(2), unsent: 40, hasMoved: true, now: at(5)) == [id(1)])
    #expect(answers.bytes == 80)
  }

  @Test func asManyGoAsHaveTo() {
    var answers = answers()
    for index in 0..<3 { #expect(answers.note(id(index), unsent: 30, hasMoved: true, now: at(UInt64(index))).isEmpty) }
    #expect(answers.note(id(3), unsent: 65, hasMoved: true, now: at(9)) == [id(0), id(1)])
    #expect(answers.bytes == 95)
  }

  @Test func oneAnswerAloneMayBeLarger() {
    var answers = answers()
    #expect(answers.note(id(0), unsent: 1_000, hasMoved: true, now: at(1)).isEmpty)
    #expect(answers.note(id(1), unsent: 1, hasMoved: true, now: at(2)) == [id(0)])
  }

  @Test func whatIsTakenOrGoneIsNotCounted() {
    var answers = answers()
    #expect(answers.note(id(0), unsent: 90, hasMoved: true, now: at(1)).isEmpty)
    #expect(answers.note(id(0), unsent: 0, hasMoved: true, now: at(2)).isEmpty)
    #expect(answers.bytes == 0)
    #expect(answers.note(id(1), unsent: 90, hasMoved: true, now: at(3)).isEmpty)
    answers.forget(id(1))
    answers.forget(id(1))
    #expect(answers.bytes == 0)
    #expect(answers.note(id(2), unsent: 100, hasMoved: true, now: at(4)).isEmpty)
  }
}
