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
  /// Why nobody is there to carry out some work as its executor says; `nil` if somebody is.
  let workFault: @Sendable (Work, _ executor: String?) -> FieldFault?
  /// From the order to end to the end of an attempt elsewhere, for jobs that do not say, in microseconds.
  let graceMicros: Int64
  /// For what is done without being asked for, and for starts.
  let clock: any WallClock
  /// For what lasts so long, whatever the clock is set to.
  let steady: SteadyTime
  /// See `Budget.max`.
  let workMax: Int64
  /// What this data directory has given out; `nil` where nothing but this store ever is.
  let numbers: IssuedNumbers?
  /// What there is of the output of an attempt elsewhere.
  let attemptLog: @Sendable (Fence) -> LogSummary
  /// What a submitter may do by now.
  let standing: @Sendable (String) -> SubmitterStanding
  /// The due times of schedules that were reckoned here.
  let reckoned = ReckoningCount()

  /// - Parameter clockAhead: how far the clock is ahead of steady time.
  init(
    boot: Int64, startedAt: Timestamp, clock: any WallClock, clockAhead: Int64 = 0, keepForMicros: Int64,
    slotsTotal: Int = Limits.slotsMax, lanes: LaneMap = .open,
    workFault: @escaping @Sendable (Work, _ executor: String?) -> FieldFault? = { _, _ in nil },
    graceMicros: Int64 = Limits.graceMicrosDefault,
    workMax: Int64 = Limits.transactionWorkMax, numbers: IssuedNumbers? = nil,
    attemptLog: @escaping @Sendable (Fence) -> LogSummary = { _ in LogSummary() },
    standing: @escaping @Sendable (String) -> SubmitterStanding = { _ in .unchanged }
  ) {
    self.boot = boot
    self.startedAt = startedAt
    self.keepForMicros = keepForMicros
    self.slotsTotal = slotsTotal
    self.lanes = lanes
    self.workFault = workFault
    self.graceMicros = graceMicros
    self.clock = clock
    steady = SteadyTime(clock, start: startedAt, ahead: clockAhead)
    self.workMax = workMax
    self.numbers = numbers
    self.attemptLog = attemptLog
    self.standing = standing
  }
}
