// The daemon at a glance: what `status` shows without an id.

import JobWire

/// What there is to see of a daemon.
struct Overview: Sendable {
  var info: InfoView
  var queues: [QueueView]
  /// Some of those that run, and whether there are more.
  var running = JobList(jobs: [])
  /// Some of those that failed.
  var failed: [JobView] = []
  var schedules: [ScheduleView] = []
}

/// One screen about it: how it stands, its queues, what runs, what has failed, what comes next, and what is paused.
enum StatusText {
  static let runningMax = 10
  private static let failedMax = 5
  private static let nextMax = 5

  static func lines(_ overview: Overview, on terminal: Terminal, at moment: Moment) -> [String] {
    var lines = DaemonText.lines(overview.info, overview.queues, on: terminal, at: moment)
    func add(_ heading: String, _ part: [String]) {
      if !part.isEmpty { lines += ["", Style.bold.applied(to: heading, on: terminal)] + part }
    }
    add("Running", running(overview, on: terminal, at: moment))
    add("Failed lately", failed(overview, on: terminal, at: moment))
    add("Next", next(overview.schedules, on: terminal, at: moment))
    add("Paused", paused(overview).map { "  " + Style.warning.applied(to: $0, on: terminal) })
    return lines
  }

  private static func running(_ overview: Overview, on terminal: Terminal, at moment: Moment) -> [String] {
    let jobs = overview.running.jobs
    if jobs.isEmpty { return [] }
    let barWidth = ProgressText.barWidth(on: terminal, share: 16, max: 10)
    let rows = jobs.prefix(runningMax).map { ListedJob($0, at: moment, barWidth: barWidth) }
    let lines = JobTable(rows: rows, isOfOneState: true).lines(on: terminal)
    let more = overview.info.jobs.map { $0[.running] - rows.count } ?? jobs.count - rows.count
    let isMore = more > 0 || overview.running.nextCursor != nil
    return lines + (isMore ? ["  and \(more > 0 ? "\(more) " : "")more: jobctl list --state running"] : [])
  }

  /// Those that ended last, of the ones that are known.
  private static func failed(_ overview: Overview, on terminal: Terminal, at moment: Moment) -> [String] {
    let latest = overview.failed.sorted { ($0.finishedAt ?? $0.createdAt) > ($1.finishedAt ?? $1.createdAt) }
    let rows = latest.prefix(failedMax).map { ListedJob($0, at: moment) }
    return rows.isEmpty ? [] : JobTable(rows: rows, isOfOneState: true).lines(on: terminal)
  }

  private static func next(
    _ schedules: [ScheduleView], on terminal: Terminal, at moment: Moment
  ) -> [String] {
    let due = schedules.compactMap { schedule in schedule.paused ? nil : schedule.nextAt.map { (at: $0, schedule) } }
    if due.isEmpty { return [] }
    var table = Table([
      Table.Column("NEXT", isRightAligned: true), Table.Column("SCHEDULE", widthMin: 8),
      Table.Column("RUNS", widthMin: 8),
    ])
    for (at, schedule) in due.sorted(by: { $0.at < $1.at }).prefix(nextMax) {
      table.add([
        Table.Cell(moment.distance(to: at)), Table.Cell(schedule.name),
        Table.Cell(SpecText.command(schedule.job) ?? "-", .dim),
      ])
    }
    return table.lines(on: terminal)
  }

  private static func paused(_ overview: Overview) -> [String] {
    let queues = overview.queues.filter(\.paused).map { "queue \($0.name)" }
    let schedules = overview.schedules.filter(\.paused).map { "schedule \($0.name)" }
    return (queues + schedules).map(DisplayWidth.printable)
  }
}
