// What is known of the transactions before.

import TestSupport
import Testing

@testable import JobCore

@Suite struct CourseTests {
  private func course(before: Int64 = 0) -> Course {
    var course = Course(clock: ManualClock(), startedAt: .noon, workMax: 100)
    course.budget.before = before
    return course
  }

  private let piece = 100 / Limits.piecesPerTransaction

  @Test func wholePieceIsAsMuchAsThatOfSomethingLarge() {
    var course = course(before: 1_000)
    for (work, isLarge, isWhole) in [
      (piece - 1, true, false), (piece, true, true), (piece, false, false), (3 * piece, true, true),
    ] {
      course.noteWritten(1_000 + work, isLarge: isLarge)
      #expect(course.piece.wasWhole == isWhole, "\(work) \(isLarge)")
    }
  }

  @Test func mostThatOneDidIsRemembered() {
    var course = course(before: 1_000)
    course.noteWritten(1_040, isLarge: false)
    course.budget.before = 1_040
    course.noteWritten(1_050, isLarge: true)
    #expect(course.piece.largestWork == 40)
    course.budget.before = 1_050
    course.noteWritten(1_120, isLarge: true)
    #expect(course.piece.largestWork == 70)
  }

  @Test func whatCouldNotBeDoneIsLeftOutOnce() {
    var course = course()
    _ = course.setAside.takes(.job(JobID(3)))
    course.sequel = .settlement
    // The end of what is due stands, though its follow-ups cannot be decided.
    var left = (0..<3).map { _ in course.leaveOut() }
    #expect(left == [.sequel(.settlement), .thing(.job(JobID(3))), nil])
    course.sequel = .claims
    left = (0..<2).map { _ in course.leaveOut() }
    #expect(left == [.sequel(.claims), nil])
    #expect(course.putOff == [.settlement, .claims])
    // Nor is the end given up for what it asks for itself, though that is done on behalf of something due.
    _ = course.setAside.takes(.job(JobID(4)))
    course.sequel = .followUps
    left = (0..<2).map { _ in course.leaveOut() }
    #expect(left == [.sequel(.followUps), .thing(.job(JobID(4)))])
  }

  /// With care it is known what of it cannot be done.
  @Test func whatIsDueIsDoneWithCareBeforeAnyOfItIsLeftOut() {
    var course = course()
    _ = course.setAside.takes(.job(JobID(3)))
    _ = course.setAside.isWrittenAtOnce()
    let left = (0..<3).map { _ in course.leaveOut() }
    #expect(left == [.haste, .thing(.job(JobID(3))), nil])
    #expect(course.setAside.isCareful && course.setAside.contains(.job(JobID(3))))
    course.putBack(.haste)
    course.putBack(.thing(.job(JobID(3))))
    #expect(!course.setAside.isCareful && course.setAside.contains(.job(JobID(3))))
    // The next transaction.
    course.setAside.begin()
    course.sequel = .claims
    let omission = course.leaveOut()
    #expect(omission == .sequel(.claims) && course.putOff == [.claims])
    course.putBack(.sequel(.claims))
    #expect(course.putOff.isEmpty)
  }

  @Test func failureForgetsWhatItPromisedAndWhereItLooked() {
    var course = course()
    course.budget.promised = 12
    course.scans.children = [JobID(1): 5]
    course.scans.waiting = [2: 5]
    // Why it failed.
    _ = course.setAside.takes(.job(JobID(3)))
    _ = course.setAside.addCurrent()
    course.takeBack()
    #expect(course.budget.promised == 0 && course.scans.children.isEmpty && course.scans.waiting.isEmpty)
    #expect(course.setAside.contains(.job(JobID(3))))
  }
}
