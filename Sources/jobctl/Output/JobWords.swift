// Short sentences about what became of a job.

import JobClient
import JobWire

/// Words for a job's fate.
enum JobWords {
  /// Why a job failed, in a few words: "exit 3", "SIGKILL", "timeout".
  static func cause(_ job: JobView) -> String {
    switch job.reason {
    case "exit": job.exitCode.map { "exit \($0)" } ?? "exit"
    case "signal": job.signal.map(SignalName.name(of:)) ?? "signal"
    case let reason?: reason
    case nil: job.error?.code ?? "-"
    }
  }

  /// State and cause in one go: "failed (exit 3)".
  static func fate(_ job: JobView) -> String {
    switch job.state {
    case .failed: "failed (\(cause(job)))"
    case .cancelled, .skipped, .retrying: job.reason.map { "\(job.state.rawValue) (\($0))" } ?? job.state.rawValue
    default: job.state.rawValue
    }
  }

  /// What a job waits for: "7", "batch 3".
  static func parent(_ link: ParentView) -> String {
    switch link.parent {
    case .job(let id): "\(id)"
    case .batch(let id): "batch \(id)"
    }
  }

  /// A note on a result of which only the beginning can be shown: how much it is, and where the rest is.
  static func cut(_ result: ResultBytes, of job: JobView) -> String {
    let what = "jobctl: these are the first \(result.bytes.count) of the \(result.sizeBytes) bytes "
    if job.hasResult {
      return what + "of the result of job \(job.id); a job that follows it (`--after \(job.id)`) has them all in the "
        + "file $JOBD_PARENT_1_RESULT"
    }
    return what
      + "that job \(job.id) wrote; that was more than its log keeps: `jobctl logs \(job.id)` has the beginning "
      + "and the end"
  }

  /// A member's end for the person who waited for its batch.
  static func farewell(_ entry: BatchEntryView) -> String {
    let message = entry.error.map { DisplayWidth.printable($0.message) } ?? ""
    let cause = entry.reason == "exit" ? entry.exitCode.map { "exit \($0)" } ?? "exit" : entry.reason
    let fate = entry.state.rawValue + (cause.map { " (\($0))" } ?? "")
    return "jobctl: job \(entry.job) \(fate)" + (message.isEmpty ? "" : ": \(message)")
  }

  /// What became of a batch that was cancelled as a whole, whatever its members returned; `nil` for any other.
  static func farewell(_ batch: BatchView) -> String? {
    guard batch.done, batch.cancelRequested else { return nil }
    return "jobctl: batch \(batch.id) " + (batch.timedOut ? "ran into its time limit" : "was cancelled")
  }

  /// A job's end for the person who waited: "jobctl: job 7 failed (exit 3): exited with code 3".
  static func farewell(_ job: JobView) -> String {
    let message = job.error.map { DisplayWidth.printable($0.message) } ?? ""
    return "jobctl: job \(job.id) \(fate(job))" + (message.isEmpty ? "" : ": \(message)")
  }
}
