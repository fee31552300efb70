// When the log is copied, and by whom.

import Testing

@testable import JobCore

@Suite struct CheckpointPlanTests {
  private let pages = Limits.checkpointPages

  @Test func shortLogIsLeftAlone() {
    var plan = CheckpointPlan()
    #expect(plan.step(frames: pages - 1, .idle) == .nothing)
    #expect(plan.step(frames: pages, .idle) == .copyBeside)
  }

  @Test func littleOfARestIsCopiedHereAndMuchBeside() {
    for (rest, step) in [(0, CheckpointPlan.Step.copyHere), (Limits.checkpointRest, .copyHere)] {
      var plan = CheckpointPlan()
      _ = plan.step(frames: pages, .idle)
      #expect(plan.step(frames: pages + rest, .done(nil)) == step)
    }
    var plan = CheckpointPlan()
    _ = plan.step(frames: pages, .idle)
    let much = pages + Limits.checkpointRest + 1
    #expect(plan.step(frames: much, .done(nil)) == .copyBeside)
    #expect(plan.step(frames: much + 1, .done(nil)) == .copyHere)
  }

  @Test func roundsBesideTheWriterAreBounded() {
    var plan = CheckpointPlan()
    var frames = pages
    #expect(plan.step(frames: frames, .idle) == .copyBeside)
    for _ in 1..<Limits.checkpointRoundsMax {
      frames += 1_000
      #expect(plan.step(frames: frames, .done(nil)) == .copyBeside)
    }
    #expect(plan.step(frames: frames + 1_000, .done(nil)) == .copyHere)
    // The next time it begins as the first time.
    #expect(plan.step(frames: 10, .idle) == .nothing)
    #expect(plan.step(frames: pages, .idle) == .copyBeside)
    #expect(plan.step(frames: pages + 1_000, .done(nil)) == .copyBeside)
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
    _ = plan.step(frames: pages + 10, .done(nil))
    #expect(plan.step(frames: 3, .idle) == .nothing)
    #expect(plan.step(frames: pages - 1, .idle) == .nothing)
    #expect(plan.step(frames: pages, .idle) == .copyBeside)
  }

  /// The copy came to the end of the log, and the next commit began it anew: there is nothing to copy.
  @Test func logThatBeganAnewDuringACopyIsLeftAlone() {
    var plan = CheckpointPlan()
    _ = plan.step(frames: pages, .idle)
    #expect(plan.step(frames: 5, .done(nil)) == .nothing)
    #expect(plan.step(frames: pages - 1, .idle) == .nothing)
    #expect(plan.step(frames: pages, .idle) == .copyBeside)
  }

  @Test func largeCommitIsNotCopiedByTheWriter() {
    var plan = CheckpointPlan()
    _ = plan.step(frames: pages, .idle)
    _ = plan.step(frames: pages + 1, .done(nil))
    #expect(plan.step(frames: pages + 2 + 2 * Limits.checkpointRest, .idle) == .copyBeside)
  }

  /// As long as somebody reads an old state of it.
  @Test func logThatCannotBeginAnewIsNotCopiedAfterEachCommit() {
    var plan = CheckpointPlan()
    _ = plan.step(frames: pages, .idle)
    _ = plan.step(frames: pages + 1, .done(nil))
    #expect(plan.step(frames: pages + 2, .idle) == .nothing)
    // Soon, so that it begins anew as soon as it can; and only what has come since then.
    for round in 1...3 {
      #expect(plan.step(frames: pages + 1 + round * Limits.checkpointRest, .idle) == .copyHere)
      #expect(plan.step(frames: pages + 2 + round * Limits.checkpointRest, .idle) == .nothing)
    }
  }
}
