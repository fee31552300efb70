// When a script is over, and what its exit status is.

import JobCore
import Testing

@testable import jobd

@Suite struct ScriptProgressTests {
  private let ids = (1...2).map { JobID(Int64($0)) }

  @Test func itIsOverWhenAllHaveEndedOnce() {
    var progress = ScriptProgress(ids)
    #expect(!progress.isOver)
    let first = progress.take(ids[0], rev: 2, .running, nil)
    #expect(!first)
    let second = progress.take(ids[0], rev: 3, .succeeded, nil)
    #expect(second)
    let third = progress.take(ids[0], rev: 3, .succeeded, nil)
    #expect(!third, "it was told twice")
    let fourth = progress.take(ids[0], rev: 2, .running, nil)
    #expect(!fourth, "an older picture")
    #expect(!progress.isOver)
    let fifth = progress.take(ids[1], rev: 2, .succeeded, nil)
    #expect(fifth && progress.isOver)
    #expect(progress.worst == .succeeded && progress.count == 2)
  }

  @Test func jobsThatJobsSubmitAreWaitedFor() {
    var progress = ScriptProgress([ids[0]])
    let first = progress.take(ids[1], rev: 1, .blocked, nil)
    #expect(!first)
    let second = progress.take(ids[0], rev: 2, .succeeded, nil)
    #expect(second && !progress.isOver)
    let third = progress.take(ids[1], rev: 2, .skipped, .dependency)
    #expect(third && progress.isOver)
    #expect(progress.worst == .cancelled)
  }

  @Test func jobThatIsRetriedByHandIsWaitedForAgain() {
    var progress = ScriptProgress([ids[0]])
    let first = progress.take(ids[0], rev: 2, .failed, .exit)
    #expect(first && progress.isOver)
    let second = progress.take(ids[0], rev: 3, .queued, nil)
    #expect(!second && !progress.isOver)
    let third = progress.take(ids[0], rev: 4, .succeeded, nil)
    #expect(third && progress.worst == .succeeded)
  }

  @Test func whatIsGoneUnseenHasNotSucceeded() {
    var progress = ScriptProgress(ids)
    let first = progress.take(ids[0], rev: 2, .succeeded, nil)
    #expect(first)
    progress.beginSnapshot()
    progress.endSnapshot()
    #expect(progress.isOver && progress.worst == .failed)
  }

  @Test(
    arguments: [
      (.succeeded, nil, 0), (.failed, .exit, 1), (.failed, .timeout, 6), (.failed, .expired, 6),
      (.cancelled, .cancel, 5),
      (.cancelled, .timeout, 6), (.skipped, .dependency, 5), (.running, nil, nil), (.retrying, .exit, nil),
    ] as [(JobState, Reason?, Int32?)])
  func fatesHaveTheStatusesOfJobctl(_ state: JobState, _ reason: Reason?, _ status: Int32?) {
    #expect(ScriptFate(state, reason)?.exitStatus == status)
  }

  /// A failure tells more than what was cancelled because of it.
  @Test func worstOfAllCounts() {
    var progress = ScriptProgress(ids)
    _ = progress.take(ids[0], rev: 2, .failed, .exit)
    _ = progress.take(ids[1], rev: 2, .cancelled, .cancel)
    #expect(progress.worst == .failed)
    #expect(
      [ScriptFate.timedOut, .failed, .succeeded, .cancelled].sorted() == [.succeeded, .cancelled, .timedOut, .failed])
  }
}
