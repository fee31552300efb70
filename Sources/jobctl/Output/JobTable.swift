// Jobs as a table: what `list` shows.

import JobWire

/// The rows of a list of jobs.
enum JobTable {
  /// - Parameter barWidth: how long the bars of running jobs are; 0 for none.
  static func make(_ jobs: [JobView], at moment: Moment, barWidth: Int = 0) -> Table {
    var table = Table([
      Table.Column("ID", isRightAligned: true), Table.Column("STATE"), Table.Column("NAME", widthMin: 8),
      Table.Column("QUEUE", widthMin: 5), Table.Column("PRI", isRightAligned: true),
      Table.Column("AGE", isRightAligned: true), Table.Column("TOOK", isRightAligned: true),
      Table.Column("DETAIL", widthMin: 6),
    ])
    for job in jobs {
      table.add([
        Table.Cell("\(job.id)", .bold), Table.Cell(job.state.rawValue, Style(job.state)), Table.Cell(job.name),
        Table.Cell(job.queue), Table.Cell("\(job.priority)", job.priority == 0 ? .dim : .plain),
        Table.Cell(moment.age(of: job.createdAt)), Table.Cell(took(job, at: moment)),
        Table.Cell(detail(job, barWidth: barWidth, at: moment), .dim),
      ])
    }
    return table
  }

  private static func took(_ job: JobView, at moment: Moment) -> String {
    if let duration = job.duration { return Moment.short(duration.micros) }
    if job.state == .running, let started = job.startedAt { return moment.age(of: started) }
    return "-"
  }

  private static func detail(_ job: JobView, barWidth: Int, at moment: Moment) -> String {
    var parts: [String] = []
    switch job.state {
    case .scheduled, .retrying:
      if let runAt = job.runAt { parts.append("starts \(moment.distance(to: runAt))") }
    case .running:
      if job.cancelRequested { parts.append("cancel requested") }
      if let progress = ProgressText.line(job, barWidth: barWidth, at: moment) { parts.append(progress) }
    case .blocked:
      let waiting = job.parents.filter { $0.met == nil }.map(JobWords.parent)
      if let first = waiting.first {
        parts.append("after \(first)" + (waiting.count > 1 ? " and \(waiting.count - 1) more" : ""))
      }
    case .skipped: if let message = job.error?.message { parts.append(message) }
    case .failed: parts.append(JobWords.cause(job))
    default: break
    }
    if job.attempt > 1 { parts.append("attempt \(job.attempt)/\(job.maxAttempts)") }
    return parts.joined(separator: ", ")
  }
}
