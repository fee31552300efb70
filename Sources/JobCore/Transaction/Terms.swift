// What holds for all transactions of one boot.

/// What the rules are told once.
struct Terms {
  /// This boot's number; see `Fence.boot`.
  let boot: Int64
  /// Since when this daemon runs: what was due before was missed.
  let startedAt: Timestamp
  /// How long a job is kept that does not say.
  let keepForMicros: Int64
  /// All slots of the daemon: a job that needs more of them takes all.
  let slotsTotal: Int
  /// Whose room the jobs of each lane need.
  let lanes: LaneMap
  /// From the order to end to the end of an attempt elsewhere, for jobs that do not say, in microseconds.
  let graceMicros: Int64
  /// For what is done without being asked for, and for starts.
  let clock: any WallClock
  /// See `Budget.max`.
  let workMax: Int64
  /// The due times of schedules that were reckoned here.
  let reckoned = ReckoningCount()
}
