// Schedules as a table, one schedule as labelled lines, and what a change of one answers.

import JobWire

/// Words for schedules.
enum ScheduleText {
  /// "0 3 * * * (Europe/Berlin)", "every 5m"
  static func timing(_ schedule: ScheduleView) -> String {
    if let every = schedule.every { return "every \(every)" }
    return "\(schedule.cron ?? "-") (\(schedule.timezone))"
  }

  /// "Schedule backup fires 2026-11-23 03:00:00 (in 5h)."
  static func sentence(_ schedule: ScheduleView, at moment: Moment) -> String {
    let next = schedule.nextAt.map { "fires \(moment.full($0))" } ?? "never fires again"
    if let fault = schedule.fault { return "Schedule \(schedule.name) fires nothing: \(fault)." }
    return "Schedule \(schedule.name) \(schedule.paused ? "is paused" : next)."
  }

  static func table(_ schedules: [ScheduleView], at moment: Moment) -> Table {
    var table = Table([
      Table.Column("SCHEDULE", widthMin: 8), Table.Column("WHEN", widthMin: 10),
      Table.Column("NEXT", isRightAligned: true), Table.Column("LAST", isRightAligned: true, rank: 4),
      Table.Column("JOB", isRightAligned: true, rank: 3), Table.Column("FIRED", isRightAligned: true, rank: 1),
      Table.Column("SKIPPED", isRightAligned: true, rank: 2), Table.Column("RUNS", widthMin: 8),
    ])
    for schedule in schedules {
      table.add([
        Table.Cell(schedule.name, .bold), Table.Cell(timing(schedule)),
        next(schedule, at: moment),
        Table.Cell(schedule.lastAt.map { moment.age(of: $0) } ?? "-"),
        Table.Cell(schedule.lastJob.map { "\($0)" } ?? "-"), Table.Cell("\(schedule.fired)"),
        Table.Cell("\(schedule.skipped)", schedule.skipped == 0 ? .dim : .warning),
        Table.Cell(SpecText.command(schedule.job) ?? "-", .dim),
      ])
    }
    return table
  }

  /// Why some of them fire nothing, and what to do about it: the table has no room for that.
  static func notes(_ schedules: [ScheduleView], at moment: Moment) -> [String] {
    let broken = schedules.filter { $0.fault != nil }
    let more = broken.count - notesMax
    return broken.prefix(notesMax).map { DisplayWidth.printable(sentence($0, at: moment)) }
      + (more > 0 ? ["\(more) more fire nothing; \"jobctl schedule show NAME\" says why."] : [])
  }

  private static let notesMax = 5

  private static func next(_ schedule: ScheduleView, at moment: Moment) -> Table.Cell {
    if schedule.revoked { return Table.Cell("revoked", .bad) }
    if schedule.fault != nil { return Table.Cell("fault", .bad) }
    if schedule.paused { return Table.Cell("paused", .warning) }
    return Table.Cell(schedule.nextAt.map { moment.distance(to: $0) } ?? "never")
  }

  static func lines(_ schedule: ScheduleView, on terminal: Terminal, at moment: Moment) -> [String] {
    let title = "Schedule \(DisplayWidth.printable(schedule.name))"
    var lines = [Style.bold.applied(to: title, on: terminal)]
    func add(_ label: String, _ value: String, _ style: Style = .plain) {
      let padded = label + String(repeating: " ", count: max(1, 11 - label.count))
      let text = style.applied(to: DisplayWidth.printable(value), on: terminal)
      lines.append("  \(Style.dim.applied(to: padded, on: terminal))\(text)")
    }
    add("when", timing(schedule))
    if let fault = schedule.fault { add("fault", fault, .bad) }
    if schedule.paused {
      add("next", "paused", .warning)
    } else if schedule.revoked {
      add("next", "revoked", .bad)
    } else if schedule.fault != nil {
      add("next", schedule.nextAt.map { "tries again \(moment.full($0))" } ?? "never", .bad)
    } else {
      add("next", schedule.nextAt.map(moment.full) ?? "never")
    }
    if let last = schedule.lastAt {
      add("last", moment.full(last) + (schedule.lastJob.map { ", job \($0)" } ?? ""))
    }
    add("command", SpecText.command(schedule.job) ?? "-")
    if let queue = schedule.job["queue"]?.stringValue { add("queue", queue) }
    add("overlap", schedule.overlap.rawValue)
    add("catch up", schedule.catchUp.rawValue)
    if schedule.jitter.micros > 0 { add("jitter", "up to \(schedule.jitter)") }
    add("fired", "\(schedule.fired)" + (schedule.skipped > 0 ? ", \(schedule.skipped) skipped" : ""))
    if let who = schedule.submittedBy { add("set by", who + (schedule.revoked ? " (revoked)" : "")) }
    add("changed", moment.full(schedule.updatedAt))
    return lines
  }
}
