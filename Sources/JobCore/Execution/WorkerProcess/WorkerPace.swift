// How patient jobd is with workers. Not settings: tests are less patient.

/// Times in the life of a worker, in microseconds.
struct WorkerPace: Hashable, Sendable {
  /// A worker idle for this long is pinged before it gets a job, and has this long to answer.
  var pingMicros = Limits.workerPingMicros
  /// From the closing of its channel to its end.
  var closedMicros = Limits.workerClosedMicros
  /// From TERM to KILL.
  var killMicros = Limits.workerKillMicros
  /// From KILL to when the worker is given up.
  var killPatienceMicros = Limits.killPatienceMicros
  /// From `stop` to TERM, at most.
  var stopMicros = Limits.workerStopMicros
  /// From when an idle worker is no longer counted on to its `stop`.
  var leaveMicros = Limits.workerLeaveMicros
  /// The pause after a failure, and what it is doubled up to.
  var pauseMicros = Limits.workerPauseMicros
  var pauseMicrosMax = Limits.workerPauseMicrosMax
}
