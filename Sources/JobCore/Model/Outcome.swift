// What an executor says about an attempt. It never throws for "the job failed": failure is an outcome.

/// How the work of an attempt ended.
enum Outcome: Hashable, Sendable {
  /// The process exited by itself.
  case exited(code: Int32)
  /// The process was ended by a signal.
  case signaled(Int32)
  /// A handler returned; `result` is JSON text, `nil` is no result.
  case returned(result: [UInt8]?)
  /// A handler threw.
  case threw(JobFailure)
  /// A handler failed, and says that trying again is of no use.
  case discarded(JobFailure)
  /// A request got an answer that does not count as success, or none.
  case httpFailed(JobFailure)
  /// A handler in this process did not end when it was told to; it may still run, and nobody listens to it any more.
  case stuck(JobFailure)
  /// A handler asks to be run again after `micros`; the attempt does not count.
  case snoozed(micros: Int64)
  /// The host asked to be left alone: the job waits in `lane`, and the attempt does not count.
  case heldBack(lane: String, JobFailure)
  /// There was no worker after all: the job waits for one, and the attempt does not count.
  case unavailable(JobFailure)
  /// The remote worker that had claimed it gives it back; the attempt does not count.
  case released(delayMicros: Int64)
  /// The handler gave up because it was told to stop.
  case stopped
  /// The process could not be started; `code` is the errno's name. Trying again will not help by itself.
  case spawnFailed(JobFailure)
  /// The process could not be started for lack of processes, descriptors or memory: not the job's fault.
  case resourceShortage(JobFailure)
  /// The daemon died meanwhile.
  case lost
  /// Its processes did not end after KILL; they may still be there, and nobody waits for them any more.
  case unkillable(JobFailure)

  /// That of a process that was killed and has not ended.
  static func unkillable(pid: Int32?) -> Outcome {
    let process = pid.map { "process \($0)" } ?? "its process"
    let seconds = Limits.killPatienceMicros / 1_000_000
    let message = "\(process) had not ended \(seconds) s after SIGKILL, and was left behind"
    return .unkillable(JobFailure(code: "unkillable", message: message))
  }
}

/// Why an attempt was told to stop before its end. Ordered: a later one outweighs an earlier one.
public enum StopCause: Int, Comparable, Sendable {
  /// The daemon stops; the attempt is given back.
  case shutdown = 0
  /// The job's limit per attempt is reached.
  case timeout = 1
  /// The job's deadline is reached; it is not tried again.
  case deadline = 2
  /// Somebody cancelled the job, or its batch or a parent did.
  case cancel = 3

  /// The weaker one first.
  public static func < (left: StopCause, right: StopCause) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// Everything about the end of an attempt that decides what becomes of its job.
struct AttemptEnd: Hashable, Sendable {
  var outcome: Outcome
  /// The strongest reason for which it was told to stop, if it was.
  var stopCause: StopCause?
  /// What the one who cancelled it said.
  var cancelReason: String?
  var finishedAt: Timestamp
  var pid: Int32?
  var log: LogSummary
  /// The job left a result in `$JOBD_RESULT`.
  var hasResultFile: Bool
  /// The last report, which may not have reached the store before.
  var progress: Progress?
  /// Of the last answer to a request.
  var http: HTTPAnswer?

  init(outcome: Outcome, finishedAt: Timestamp) {
    self.outcome = outcome
    self.finishedAt = finishedAt
    log = LogSummary()
    hasResultFile = false
  }
}
