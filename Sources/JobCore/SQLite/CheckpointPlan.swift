// When the log is copied into the database, and by whom. Pure, so that it can be tested without a disk.

/// The plan of one log.
///
/// A copy beside the writer is begun only while part of the log is not in the database. Otherwise the writer's next
/// commit may begin the log anew while the copy still goes by what it was, and SQLite before 3.51.3 then counts new
/// pages as copied that never were: they are lost. As long as something is left to copy the log cannot begin anew, and
/// nobody but the copy itself changes that.
struct CheckpointPlan {
  enum Step {
    case nothing
    /// By the checkpointer, while the writer goes on.
    case copyBeside
    /// By the writer: what has come during the last round, or so much that it cannot go on.
    case copyHere
  }

  /// The length of the log when it was looked at last.
  private var length = 0
  /// So much of it is in the database, as the last copy said.
  private var copied = 0
  /// The length of the log when the last copy began.
  private var begunAt = 0
  /// How often it has been copied beside the writer since it was due.
  private var rounds = 0
  private var dueAt = Limits.checkpointPages

  /// What to do after a commit that left `frames` in the log.
  ///
  /// - Parameter room: pages for which there is room on the disk. Where that is little the log is copied earlier: what
  ///   else fills the disk must not leave one that is too long to be copied.
  mutating func step(frames: Int, room: Int = .max, _ progress: Checkpointer.Progress) -> Step {
    // It has begun anew, or is counted by fresh handles; with them the next commit tells its length.
    if frames < length { self = CheckpointPlan() }
    length = frames
    let share = max(room / Limits.checkpointRoomShare, Limits.checkpointRest)
    switch progress {
    case .idle:
      if frames < (begunAt == 0 ? min(dueAt, share) : dueAt) { return .nothing }
      // What a reader kept from being copied may be all of it by now.
      return begin(begunAt > 0 && left <= 2 * Limits.checkpointRest ? .copyHere : .copyBeside)
    case .running:
      return frames - begunAt < min(Limits.checkpointPagesMax, share) ? .nothing : begin(.copyHere)
    case .done(let copy):
      // More than there is was copied of a log that has begun anew since.
      if let frames = copy.frames, frames > length { return .nothing }
      note(copy)
      if copied < begunAt { return rest() }
      return begin(left <= Limits.checkpointRest || rounds >= Limits.checkpointRoundsMax ? .copyHere : .copyBeside)
    }
  }

  /// A copy has ended.
  mutating func note(_ copy: Checkpointer.Copy) {
    if let frames = copy.frames, frames <= length { copied = frames }
  }

  private var left: Int { length - copied }

  private mutating func begin(_ step: Step) -> Step {
    if left == 0 { return rest() }
    begunAt = length
    rounds = step == .copyBeside ? rounds + 1 : 0
    dueAt = length + Limits.checkpointRest
    return step
  }

  /// Somebody reads an old state of it, or all of it is copied: soon it is looked at again, but not after each commit.
  private mutating func rest() -> Step {
    begunAt = max(begunAt, 1)
    rounds = 0
    dueAt = length + Limits.checkpointRest
    return .nothing
  }
}
