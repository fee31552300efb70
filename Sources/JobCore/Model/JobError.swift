// Why a verb on an existing job did nothing. HTTPFront turns it into a problem document.

/// A verb on a job that was refused; nothing changed.
public enum JobError: Error, Hashable, Sendable {
  case notFound(JobID)
  /// The job is in a state in which the verb makes no sense; `verb` is its name on the wire.
  case invalidState(JobID, state: JobState, verb: String)
  /// The request itself is not valid.
  case invalid([FieldFault])
  case noSuchQueue(String)
  /// The job ended without a result to give.
  case noResult(JobID, state: JobState)
  /// The process is not there to be signalled.
  case notSignalable(JobID)
  case shuttingDown
  case store(StoreError)
}
