// What is read ahead of a submission.

import TestSupport
import Testing

@testable import JobCore

@Suite struct WantsSubmissionTests {
  @Test func submissionThatNamesNothingReadsNothing() {
    #expect(Wants(of: [.noop(), .noop { $0.then = [FollowUp(.noop())] }]) == nil)
    #expect(Wants(of: []) == nil)
  }

  @Test func itsOwnKeyIsReadEvenIfItNamesNothingElse() {
    #expect(Wants(of: [], key: "k")?.answers == ["k"])
  }

  @Test func allThatItsJobsNameIsRead() throws {
    let first = NewJob.noop {
      $0.after = [Dependency(.job(JobID(1))), Dependency(.batch(BatchID(2)))]
      $0.batch = BatchID(3)
      $0.unique = UniqueRule(key: "u")
    }
    let second = NewJob.noop { $0.after = [Dependency(.job(JobID(4)))] }
    let wants = try #require(Wants(of: [first, second], key: "k"))
    #expect(wants.jobs == [JobID(1), JobID(4)] && wants.batches == [2, 3])
    #expect(wants.uniques == ["u"] && wants.answers == ["k"] && wants.count == 6)
  }

  @Test func whatFollowUpsNameIsReadHoweverDeepTheyAre() throws {
    let deep = NewJob.noop { $0.unique = UniqueRule(key: "deep") }
    let child = NewJob.noop {
      $0.after = [Dependency(.job(JobID(7)))]
      $0.then = [FollowUp(deep)]
    }
    let wants = try #require(Wants(of: [.noop { $0.then = [FollowUp(.noop()), FollowUp(child)] }]))
    #expect(wants.jobs == [JobID(7)] && wants.uniques == ["deep"] && wants.count == 2)
  }

  @Test func ofVeryMuchOnlySoMuchIsReadAhead() throws {
    let job = NewJob.noop { $0.unique = UniqueRule(key: "u") }
    let wants = try #require(Wants(of: [NewJob](repeating: job, count: Limits.readAheadMax + 5)))
    #expect(wants.count == Limits.readAheadMax)
  }

  @Test func nodesOfASearchAreReadByWhatTheyAre() {
    let wants = Wants(among: [.batch(BatchID(2)), .job(JobID(2)), .job(JobID(5))])
    #expect(wants.jobs == [JobID(2), JobID(5)] && wants.batches == [2] && wants.count == 3)
  }
}
