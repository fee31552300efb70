// What a handler says while it works: how far it is, what the next attempt should know, that it is alive.

extension JobContext {
  /// Says how far the job is, 0…1. As often as one likes: at most ten reports a second reach the store, and the last
  /// one does.
  ///
  /// - Errors: what is wrong with the report; nothing is kept of it.
  public func progress(_ fraction: Double, note: String? = nil) throws(ProgressFault) {
    report(try Progress(fraction: fraction, note: note, at: now()))
  }

  /// Says how much of how much is done.
  ///
  /// - Errors: what is wrong with the report; nothing is kept of it.
  public func progress(done: Int64, total: Int64?, note: String? = nil) throws(ProgressFault) {
    report(try Progress(done: done, total: total, note: note, at: now()))
  }

  /// Keeps bytes for the next attempt, instead of those kept before. They are written soon; those of an attempt that
  /// ends are written before its end is.
  ///
  /// - Errors: `.tooLarge`.
  public func checkpoint(_ bytes: [UInt8]) throws(CheckpointError) {
    if bytes.count > Limits.checkpointBytesMax { throw .tooLarge(bytes: bytes.count) }
    checkpoints.keep(bytes)
  }

  /// Returns when the last checkpoint is as durable as a submission.
  ///
  /// - Errors: `.notKept`.
  public func flushCheckpoint() async throws(CheckpointError) {
    if await !checkpoints.flush() { throw .notKept }
  }

  /// A point in a loop at which to end, if that is asked for.
  public func heartbeat() throws(CancellationError) {
    if cancellationCause != nil || Task.isCancelled { throw CancellationError() }
  }
}
