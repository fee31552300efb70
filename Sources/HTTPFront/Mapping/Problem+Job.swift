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

  /// The two do not change places.
  init(_ first: JobID, _ second: JobID, notSwitched fault: SwitchFault) {
    let (both, priority) = ("jobs \(first) and \(second)", "Give one of them another priority instead.")
    let (detail, hint): (String, String) =
      switch fault {
      case .sameJob: ("job \(first) cannot change places with itself", "Name two jobs.")
      case .differentQueues: ("\(both) are in different queues, which have a line each", priority)
      case .nothingToExchange:
        ("\(both) have the same priority, and not both are in line yet: there is nothing to exchange", priority)
      case .tooManyBeside:
        ("too many jobs became ready in one moment with one of \(both), and would have to be moved too", priority)
      }
    self.init(.invalidState, detail: detail, hint: hint, subject: .job(second.value), jobID: second.value)
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
