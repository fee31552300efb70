// What came of a pause, and of its end, in sentences.

import JobWire

/// Words for pauses.
enum PauseText {
  /// Jobs named at most, of those that nobody has named.
  private static let namedMax = 10

  /// "paused", "paused until 12:00:00 UTC", "paused with what runs"
  static func words(_ pause: PauseView?) -> String {
    let running = pause?.running ?? false ? " with what runs" : ""
    return "paused" + running + (pause?.until.map { " until \(Moment.zoned($0))" } ?? "")
  }

  /// - Parameter request: what was asked for.
  static func lines(_ reply: PauseReply, to request: PauseRequest) -> [String] {
    if request.ids != nil {
      return reply.paused.map { "Job \($0) is paused." } + reply.notPaused.map { refusal($0, verb: "paused") }
        + omitted(reply.omitted)
    }
    let end = request.forTime.map { ", for \($0)" } ?? ""
    var lines =
      request.queues?.map { "Queue \(DisplayWidth.printable($0)) is paused\(end)." }
      ?? ["Everything is paused\(end): nothing starts before `jobctl resume`."]
    if request.running != true { return lines }
    let still = reply.paused.count
    lines.append(
      still == 0
        ? "No command stands still." : "\(still) running \(still == 1 ? "command stands" : "commands stand") still.")
    lines += reply.notPaused.prefix(namedMax).map { "Job \($0.id) goes on: \(reason($0))." }
    return lines + omitted(reply.omitted + max(0, reply.notPaused.count - namedMax))
  }

  static func lines(_ reply: ResumeReply, to request: ResumeRequest) -> [String] {
    var lines: [String] = []
    if let queues = request.queues { lines += queues.map { "Queue \(DisplayWidth.printable($0)) goes on." } }
    if request.ids != nil {
      lines += reply.resumed.map { "Job \($0) goes on." }
    } else if !reply.resumed.isEmpty {
      let count = reply.resumed.count
      lines.append("\(count) \(count == 1 ? "command that stood still goes on" : "commands that stood still go on").")
    }
    let left = request.ids == nil ? Array(reply.notResumed.prefix(namedMax)) : reply.notResumed
    lines += left.map { refusal($0, verb: "resumed") }
    return lines + omitted(reply.omitted + reply.notResumed.count - left.count)
  }

  /// The status for jobs that were named and are as they were; `fine` if there are none.
  static func status(of left: [LeftJobView]) -> ExitStatus {
    if left.isEmpty { return .fine }
    return left.allSatisfy { $0.reason == "not_found" } ? .noSuchJob : .wrongState
  }

  private static func refusal(_ job: LeftJobView, verb: String) -> String {
    "Job \(job.id) is not \(verb): \(reason(job))."
  }

  private static func omitted(_ count: Int) -> [String] {
    count > 0 ? ["And \(count) more."] : []
  }

  private static func reason(_ job: LeftJobView) -> String {
    switch job.reason {
    case "not_found": "there is no such job"
    case "ended": "it has ended"
    case "held": "it is held already, until `jobctl release`"
    case "running": "it runs; to stop it where it is, add --running"
    case "not_a_command": "only commands can be stopped where they are"
    case "cancelling": "it has been told to end"
    case "not_paused": "it was not paused"
    case "still_paused": "its queue, or everything, is paused with what runs"
    case "unreadable": "what is stored of it cannot be read"
    default: DisplayWidth.printable(job.reason)
    }
  }
}
