// When the log is copied into the database, and by whom. Pure, so that it can be tested without a disk.

/// The plan of one log.
struct CheckpointPlan {
  enum Step {
    case nothing
    /// By the checkpointer, while the writer goes on.
    case copyBeside
    /// By the writer, and then the log begins anew: what has come during the last round, or so much that it cannot go on.
    case copyHere
  }

  /// The length of the log when it was copied last, or has begun to be.
  private var begunAt = 0
  /// How often it has been copied beside the writer since it was due.
  private var rounds = 0
  /// All but what has come since then is in the database.
  private var isCopied = false
  private var dueAt = Limits.checkpointPages

  /// What to do after a commit that left `frames` in the log.
  mutating func step(frames: Int, _ progress: Checkpointer.Progress) -> Step {
    if frames < begunAt {
      // It has begun anew, and what a copy that is done was made of is all in the database.
      self = CheckpointPlan()
      if case .done = progress { return .nothing }
    }
    switch progress {
    case .idle:
      if frames < dueAt { return .nothing }
      // A large commit may have come since then, also right after the log had begun anew.
      let isLittle = isCopied && frames - begunAt <= 2 * Limits.checkpointRest
      return begin(isLittle ? .copyHere : .copyBeside, frames)
    case .running: return frames - begunAt < Limits.checkpointPagesMax ? .nothing : begin(.copyHere, frames)
    case .done:
      let isLittle = frames - begunAt <= Limits.checkpointRest || rounds >= Limits.checkpointRoundsMax
      return begin(isLittle ? .copyHere : .copyBeside, frames)
    }
  }

  private mutating func begin(_ step: Step, _ frames: Int) -> Step {
    begunAt = frames
    isCopied = step == .copyHere
    rounds = isCopied ? 0 : rounds + 1
    // A reader may have kept the log from beginning anew: soon that is tried again, but not after each commit.
    dueAt = frames + Limits.checkpointRest
    return step
  }
}
