// The bounds of worker processes: what they may send and how long they may take. Checked by WorkerPool and what it is made
// of.

extension Limits {
  /// A message from a worker: room for a result of 1 MiB, or a checkpoint of 1 MiB in base64.
  static let workerLineBytesMax = 1_572_864
  /// A message to a worker: a payload, a checkpoint and what it followed, with room to spare.
  static let workerOrderBytesMax = 268_435_456
  /// One line that a handler's logger writes in a worker process.
  static let workerLogLineBytesMax = 65_536
  /// What handlers in a worker process have to end in, once their queue is gone.
  static let workerOrphanMicros: Int64 = 1_000_000
  /// Nesting of JSON that a worker sends; as deep as a submission may be.
  static let jsonDepthMax = 256
  /// The end of a worker's standard error that is kept to explain what became of it.
  static let workerTailBytesMax = 4_096
  /// What waits to be written, stored or parsed for one attempt; beyond it its worker is not read from.
  static let workerBacklogBytesMax = 262_144
  /// The follow-ups of one attempt, as text.
  static let followUpBytesMax = 16_777_216
  /// Bytes that an attempt may go on to deliver after it has failed; beyond it, it gets no grace.
  static let workerDroppedBytesMax = 1_048_576
  /// A worker that was idle for this long is asked whether it is alive before it gets a job, and has this long to say so.
  static let workerPingMicros: Int64 = 10_000_000
  /// From a worker's closing of its channel to its end.
  static let workerClosedMicros: Int64 = 1_000_000
  /// From TERM to KILL.
  static let workerKillMicros: Int64 = 5_000_000
  /// From `stop` to TERM at most.
  static let workerStopMicros: Int64 = 5_000_000
  /// The time between no longer counting on an idle worker and telling it to stop: jobs that were claimed before still
  /// reach it.
  static let workerLeaveMicros: Int64 = 1_000_000
  /// The pause after a failed start.
  static let workerPauseMicros: Int64 = 1_000_000
  /// What it is doubled up to.
  static let workerPauseMicrosMax: Int64 = 60_000_000
  /// Attempts that have ended and whose late reports are ignored, for each worker.
  static let workerEndedFencesMax = 64
}
