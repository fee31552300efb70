// When a script is over, and what its exit status is.

import JobCore
import Testing

@testable import jobd

@Suite struct ScriptProgressTests {
  private let ids = (1...2).map { JobID(Int64($0)) }

  @Test func itIsOverWhenAllHaveEndedOnce() {
    var progress = ScriptProgress(ids)
    #expect(!progress.isOver)
    #expect(!progress.take(ids[0], rev: 2, .running, nil))
    #expect(progress.take(ids[0], rev: 3, .succeeded, nil))
    #expect(!progress.take(ids[0], rev: 3, .succeeded, nil), "it was told twice")
    #expect(!progress.take(ids[0], rev: 2, .running, nil), "an older picture")
    #expect(!progress.isOver)
    #expect(progress.take(ids[1], rev: 2, .succeeded, nil) && progress.isOver)
    #expect(progress.worst == .succeeded && progress.count == 2)
  }

  @Test func jobsThatJobsSubmitAreWaitedFor() {
    var progress = ScriptProgress([ids[0]])
    #expect(!progress.take(ids[1], rev: 1, .blocked, nil))
    #expect(progress.take(ids[0], rev: 2, .succeeded, nil) && !progress.isOver)
    #expect(progress.take(ids[1], rev: 2, .skipped, .dependency) && progress.isOver)
    #expect(progress.worst == .cancelled)
  }

  @Test func jobThatIsRetriedByHandIsWaitedForAgain() {
    var progress = ScriptProgress([ids[0]])
    #expect(progress.take(ids[0], rev: 2, .failed, .exit) && progress.isOver)
    #expect(!progress.take(ids[0], rev: 3, .queued, nil) && !progress.isOver)
    #expect(progress.take(ids[0], rev: 4, .succeeded, nil) && progress.worst == .succeeded)
  }

  @Test func whatIsGoneUnseenHasNotSucceeded() {
    var progress = ScriptProgress(ids)
    #expect(progress.take(ids[0], rev: 2, .succeeded, nil))
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
