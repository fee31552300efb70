// One event as a line: when, what it is about, and what has happened to it.

import JobWire

/// Words for events.
struct EventText {
  let terminal: Terminal
  let moment: Moment

  /// "09:00:00  job 7  running  nightly"; nil for what is only about the stream.
  func line(_ event: EventView) -> String? {
    guard let (subject, what, style, label) = parts(event) else { return nil }
    let time = Style.dim.applied(to: event.at.map(Moment.clock) ?? "        ", on: terminal)
    let padded = subject + String(repeating: " ", count: max(0, Self.subjectWidth - subject.count))
    let name = label.isEmpty ? "" : "  " + DisplayWidth.printable(label)
    let line = "\(time)  \(padded)  \(style.applied(to: DisplayWidth.printable(what), on: terminal))\(name)"
    return event.hasLeft ? line + "  (of no more concern to this filter)" : line
  }

  /// What to say on stderr where something may be missing.
  static func gap(_ reason: String?) -> String {
    let why =
      switch reason {
      case "restarted": "the daemon was started anew"
      case "passed", "overrun": "more has happened than the daemon remembers"
      case "unknown": "the daemon does not know where to go on from"
      default: "the connection was lost"
      }
    return "jobctl: events may be missing here: \(why)"
  }

  private static let subjectWidth = 8

  private func parts(_ event: EventView) -> (subject: String, what: String, style: Style, name: String)? {
    if let job = event.job { return ("job \(job.id)", words(event, job), style(event, job), job.name) }
    if let batch = event.batch {
      return ("batch \(batch.id)", BatchText.state(batch), .plain, batch.name ?? "")
    }
    if let queue = event.queue { return ("queue", QueueText.sentence(queue), .plain, "") }
    if let schedule = event.schedule {
      let removed = "Schedule \(schedule.name) was removed."
      return ("schedule", event.isDeleted ? removed : ScheduleText.sentence(schedule, at: moment), .plain, "")
    }
    switch event.wireEvent {
    case .gap, .snapshotEnd, .heartbeat: return nil
    default: return ("", event.event, .plain, "")
    }
  }

  private func words(_ event: EventView, _ job: JobView) -> String {
    switch event.wireEvent {
    case .jobDeleted: "deleted"
    case .jobProgress: ProgressText.line(job, barWidth: 0, at: moment) ?? "progress"
    case .jobEdited: job.cancelRequested ? "cancel requested" : job.paused ? "paused" : "changed"
    default: JobWords.fate(job)
    }
  }

  private func style(_ event: EventView, _ job: JobView) -> Style {
    switch event.wireEvent {
    case .jobDeleted, .jobEdited: .dim
    default: Style(job.state)
    }
  }
}
