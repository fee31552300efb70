// What the ends of its members mean for a batch. Pure.

/// The decisions on a batch.
enum BatchPolicy {
  /// What decides over a batch.
  struct Facts {
    var isFailFast: Bool
    var staysOpen: Bool
    var isOpen: Bool
    var isCancelRequested: Bool
    var size: Int
    var endedCount: Int
    var succeededCount: Int
  }

  /// Whether a member that ended in `state` is what a gather would raise. A cancelled member is none: asyncio's
  /// group goes on when a child is cancelled on its own.
  static func isFailure(_ state: JobState) -> Bool {
    state == .failed
  }

  /// Whether a gather ends with a member that ended in `state`: it failed, or was cancelled or skipped.
  static func endsGather(_ state: JobState) -> Bool {
    state.isTerminal && state != .succeeded
  }

  /// Whether a failure of a member cancels the others: TaskGroup's rule, once.
  static func failureCancels(_ batch: Facts) -> Bool {
    batch.isFailFast && !batch.isCancelRequested
  }

  /// Whether it is over: every member has ended, and none can join any more.
  static func isDone(_ batch: Facts) -> Bool {
    batch.endedCount == batch.size && !(batch.isOpen && batch.staysOpen && !batch.isCancelRequested)
  }

  enum Emptiness {
    case remove
    /// It may get more members, and may be waited for.
    case keepForAWhile
  }

  /// What becomes of a batch whose members have all been removed.
  static func withoutMembers(isDone: Bool) -> Emptiness {
    isDone ? .remove : .keepForAWhile
  }

  /// Whether a batch that is done is a success: all members succeeded, and nobody cancelled it. asyncio's gather raises
  /// CancelledError after a cancel, whatever its children returned.
  static func isSuccess(_ batch: Facts) -> Bool {
    batch.succeededCount == batch.size && !batch.isCancelRequested
  }

  /// Whether it takes another job. A batch that is being cancelled takes none, as a TaskGroup that is shutting down.
  static func takesJobs(_ batch: Facts) -> Bool {
    batch.isOpen && !batch.isCancelRequested
  }
}
