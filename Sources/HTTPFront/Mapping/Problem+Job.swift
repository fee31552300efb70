// What cannot be had of a job any more, or not yet, in words for the person who asked for it.

import JobCore
import JobWire

extension Problem {
  /// It has run for longer than the time limit that it was to get.
  init(timePassed micros: Int64, of id: JobID) {
    let ran = WireDuration(micros: micros - micros % 1_000)
    self.init(
      .invalidState, detail: "job \(id) has run for \(ran) already, longer than this timeout",
      hint: "Give it a longer one, or cancel it.", subject: .job(id.value), jobID: id.value)
  }

  /// It has had as many attempts as it was to get.
  init(attemptsUsed count: Int, of id: JobID) {
    self.init(
      .invalidState, detail: "job \(id) has had attempt \(count) already, and this would leave it no other",
      hint: "Allow it more than \(count) attempts, or cancel it.", subject: .job(id.value), jobID: id.value)
  }

  init(noResultOf id: JobID, _ state: JobState) {
    self.init(
      Self.resultCode(state), detail: "job \(id) is \(state.name) and has no result",
      hint: state.isTerminal
        ? "Look at its error with GET /v1/jobs/\(id)." : "Wait for it with GET /v1/jobs/\(id)?wait=30s.",
      subject: .job(id.value), jobID: id.value)
  }

  /// - Parameter what: of what it has left.
  init(gone what: String, of id: JobID) {
    self.init(
      .outputGone, detail: "the \(what) of job \(id) is gone: its file was removed, or something else stands there",
      hint: "It cannot be had from jobd any more; if it is needed, submit the job again.", subject: .job(id.value),
      jobID: id.value)
  }

  private static func resultCode(_ state: JobState) -> WireCode {
    switch state {
    case .failed: .jobFailed
    case .cancelled, .skipped: .jobCancelled
    case .held, .scheduled, .blocked, .queued, .running, .retrying, .succeeded: .invalidState
    }
  }
}
