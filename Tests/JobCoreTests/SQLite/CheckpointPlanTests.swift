// When the log is copied, and by whom.

import Testing

@testable import JobCore

@Suite struct CheckpointPlanTests {
  private let pages = Limits.checkpointPages
  private let rest = Limits.checkpointRest

  /// A copy that has ended, and left so many frames in the database.
  private func done(_ frames: Int?) -> Checkpointer.Progress {
    .done(Checkpointer.Copy(frames: frames))
  }

  @Test func shortLogIsLeftAlone() {
    var plan = CheckpointPlan()
    #expect(plan.step(frames: pages - 1, .idle) == .nothing)
    #expect(plan.step(frames: pages, .idle) == .copyBeside)
  }

  @Test func littleOfARestIsCopiedHereAndMuchBeside() {
    for (left, step) in [(1, CheckpointPlan.Step.copyHere), (rest, .copyHere), (rest + 1, .copyBeside)] {
      var plan = CheckpointPlan()
      _ = plan.step(frames: pages, .idle)
      #expect(plan.step(frames: pages + left, done(pages)) == step)
    }
  }

  /// The copy has taken what came while it waited for its turn: a second one would find nothing to copy, and the writer
  /// could begin the log anew under it.
  @Test func nothingIsCopiedBesideWhenAllIsCopied() {
    var plan = CheckpointPlan()
    #expect(plan.step(frames: pages, .idle) == .copyBeside)
    #expect(plan.step(frames: pages + 2 * rest, .running) == .nothing)
    #expect(plan.step(frames: pages + 2 * rest, done(pages + 2 * rest)) == .nothing)
    #expect(plan.step(frames: pages + 2 * rest, .idle) == .nothing)
  }

  /// Fresh handles know no length of the log before their first commit.
  @Test func nothingIsCopiedBesideWhenAllIsCopiedUnderFreshHandles() {
    var plan = CheckpointPlan()
    #expect(plan.step(frames: pages, .idle) == .copyBeside)
    #expect(plan.step(frames: 0, .running) == .nothing)
    #expect(plan.step(frames: pages + 2 * rest, done(pages + 2 * rest)) == .nothing)
  }

  @Test func roundsBesideTheWriterAreBounded() {
    var plan = CheckpointPlan()
    var frames = pages
    #expect(plan.step(frames: frames, .idle) == .copyBeside)
    for _ in 1..<Limits.checkpointRoundsMax {
      frames += 1_000
      #expect(plan.step(frames: frames, done(frames - 1_000)) == .copyBeside)
    }
    #expect(plan.step(frames: frames + 1_000, done(frames)) == .copyHere)
    plan.note(Checkpointer.Copy(frames: frames + 1_000))
    // The next time it begins as the first time.
    #expect(plan.step(frames: 10, .idle) == .nothing)
    #expect(plan.step(frames: pages, .idle) == .copyBeside)
    #expect(plan.step(frames: pages + 1_000, done(pages)) == .copyBeside)
  }

  @Test func writerWaitsWhenTheLogGrowsFasterThanItIsCopied() {
    var plan = CheckpointPlan()
    _ = plan.step(frames: pages, .idle)
    #expect(plan.step(frames: pages + Limits.checkpointPagesMax - 1, .running) == .nothing)
    #expect(plan.step(frames: pages + Limits.checkpointPagesMax, .running) == .copyHere)
  }

  @Test func logThatBeginsAnewIsCopiedAtItsLengthAgain() {
    var plan = CheckpointPlan()
    _ = plan.step(frames: pages, .idle)
    _ = plan.step(frames: pages + 10, done(pages))
    #expect(plan.step(frames: 3, .idle) == .nothing)
    #expect(plan.step(frames: pages - 1, .idle) == .nothing)
    #expect(plan.step(frames: pages, .idle) == .copyBeside)
  }

  /// The copy came to the end of the log, and the next commit began it anew.
  @Test func logThatBeganAnewDuringACopyIsLeftAlone() {
    var plan = CheckpointPlan()
    _ = plan.step(frames: pages, .idle)
    #expect(plan.step(frames: 5, done(pages)) == .nothing)
    #expect(plan.step(frames: pages - 1, .idle) == .nothing)
    #expect(plan.step(frames: pages, .idle) == .copyBeside)
  }

  @Test func largeCommitIsNotCopiedByTheWriter() {
    var plan = CheckpointPlan()
    _ = plan.step(frames: pages, .idle)
    #expect(plan.step(frames: pages + 1, done(pages)) == .copyHere)
    plan.note(Checkpointer.Copy(frames: pages + 1))
    #expect(plan.step(frames: pages + 2 + 2 * rest, .idle) == .copyBeside)
  }

  /// What else fills the disk must not leave a log for whose copy there is no room.
  @Test func logIsCopiedEarlierWhereThereIsLittleRoom() {
    let room = 4_000
    let due = room / Limits.checkpointRoomShare
    var plan = CheckpointPlan()
    #expect(plan.step(frames: due - 1, room: room, .idle) == .nothing)
    #expect(plan.step(frames: due, room: room, .idle) == .copyBeside)
    #expect(plan.step(frames: due + due - 1, room: room, .running) == .nothing)
    #expect(plan.step(frames: due + due, room: room, .running) == .copyHere)
    // Not after each commit, however little there is.
    plan = CheckpointPlan()
    #expect(plan.step(frames: rest - 1, room: 0, .idle) == .nothing)
    #expect(plan.step(frames: rest, room: 0, .idle) == .copyBeside)
    #expect(plan.step(frames: rest + 1, room: 0, done(rest)) == .copyHere)
    #expect(plan.step(frames: rest + 2, room: 0, .idle) == .nothing)
  }

  /// As long as somebody reads an old state of it: it is tried again soon, but not after each commit, and what has been
  /// held up is never copied by the writer.
  @Test func logThatIsHeldUpIsCopiedBesideWhenItsReaderHasGone() {
    var plan = CheckpointPlan()
    var frames = pages
    #expect(plan.step(frames: frames, .idle) == .copyBeside)
    #expect(plan.step(frames: frames, done(3)) == .nothing)
    for _ in 1...100 {
      #expect(plan.step(frames: frames + rest - 1, .idle) == .nothing)
      frames += rest
      #expect(plan.step(frames: frames, .idle) == .copyBeside)
      #expect(plan.step(frames: frames, done(3)) == .nothing)
    }
    frames += rest
    #expect(plan.step(frames: frames, .idle) == .copyBeside)
    #expect(plan.step(frames: frames + 1, done(frames)) == .copyHere)
  }

  @Test func copyThatFailedForLackOfRoomHasCopiedNoMore() {
    var plan = CheckpointPlan()
    _ = plan.step(frames: pages, .idle)
    plan.note(Checkpointer.Copy(frames: nil, error: .full(statement: "checkpoint")))
    #expect(plan.step(frames: pages + rest - 1, .idle) == .nothing)
    #expect(plan.step(frames: pages + rest, .idle) == .copyBeside)
  }
}
