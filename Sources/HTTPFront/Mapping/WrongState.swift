// Why a verb makes no sense for a job in the state in which it is: whether it is too late or too early for it, and what
// could be done to such a job. Pure.

import JobCore

/// The words for a verb that came at the wrong time.
enum WrongState {
  /// - Parameter verb: its name on the wire.
  static func sentence(_ id: JobID, _ state: JobState, _ verb: String) -> String {
    if state == .succeeded, verb == "retry" {
      return "job \(id) has succeeded: only a job that has ended without success can be retried"
    }
    guard state.isTerminal else { return "job \(id) is \(state.name): \(early(state, verb))" }
    return "job \(id) has ended already (\(state.name)): \(late(verb))"
  }

  private static func late(_ verb: String) -> String {
    switch verb {
    case "cancel": "there is nothing left to cancel"
    case "edit": "it cannot be edited any more"
    case "run", "release": "it starts again by a retry only"
    case "hold": "there is nothing left to hold"
    case "switch": "it has no place in line any more"
    case "signal", "stdin": "it has no process any more"
    case "complete", "fail": "its end stands"
    default: "it is too late for \(verb)"
    }
  }

  private static func early(_ state: JobState, _ verb: String) -> String {
    switch (verb, state) {
    case ("edit", .running): "of a running job name, tags, priority, timeout and deadline can be edited"
    case ("edit", _): "what a job waits for (after) can be edited while it is blocked or held"
    case ("retry", _): "a job can be retried when it has ended without success"
    case ("hold", .running): "it has started; cancel stops it"
    case ("hold", _): "it waits for its release already"
    case ("switch", _): "it has started, and has no place in line"
    case ("release", _): "only a held job can be released"
    case ("run", .held): "it waits for its release, not for a time"
    case ("run", .blocked): "it waits for other jobs, not for a time"
    case ("run", _): "it does not wait for a time"
    case ("result", _): "it has no result before it has ended"
    case ("delete", _): "only a job that has ended can be removed"
    case ("signal", _): "it has no process to signal"
    case ("stdin", _): "input can be sent to it while its command runs"
    case ("complete", _), ("fail", _): "it can be completed or failed while it is running"
    case ("progress", _): "only a running job has progress to report"
    default: "it is too early for \(verb)"
    }
  }
}
