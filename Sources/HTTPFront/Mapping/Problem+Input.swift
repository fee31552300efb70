// Why a running job takes no input, in words for the person who has sent some.

import JobCore
import JobWire

extension Problem {
  init(_ refusal: InputRefusal, of id: JobID) {
    guard let (detail, hint) = Self.words(refusal, id) else {
      self.init(ProtocolFault.overloaded)
      return
    }
    let code = refusal == .otherUser ? WireCode.forbidden : .invalidState
    self.init(code, detail: detail, hint: hint, subject: .job(id.value), jobID: id.value)
  }

  /// `nil` for what passes by itself.
  private static func words(_ refusal: InputRefusal, _ id: JobID) -> (detail: String, hint: String)? {
    switch refusal {
    case .notInteractive:
      (
        "nothing can be sent to job \(id): it was not submitted as interactive",
        "Submit a command with \"interactive\": true; what it is to read first goes into \"stdin\"."
      )
    case .ended:
      ("the stdin of job \(id) has been ended", "Send before the request with close=true, or in the same one.")
    case .closedByCommand(let count):
      (
        "the command of job \(id) has closed its stdin" + taken(count),
        "It reads nothing more; look at its output with GET /v1/jobs/\(id)/log."
      )
    case .over(let count):
      (
        "job \(id) has no command to send to" + taken(count),
        "Send while its command runs; look at it with GET /v1/jobs/\(id)."
      )
    case .otherAttempt(let attempt):
      (
        "attempt \(attempt) of job \(id) is running, and not the one that was named",
        "Leave attempt out to send to the one that runs."
      )
    case .otherUser:
      (
        "job \(id) runs as another user than your commands, and what it is sent it may run",
        "Use a token whose run_as is that user, or one without run_as."
      )
    case .crowded: nil
    }
  }

  private static func taken(_ count: Int) -> String {
    count == 0 ? "" : "; \(count) bytes of these had been put into it"
  }
}
