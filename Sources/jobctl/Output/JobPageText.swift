// Everything about one job as labelled lines: what `status ID` shows.

import JobWire

/// One job in full.
enum JobPageText {
  /// - Parameters:
  ///   - why: what keeps it from running, if it waits.
  ///   - others: its parents and children, as far as they are known.
  static func lines(
    _ job: JobView, why: WhyView? = nil, others: [Int64: JobView] = [:], on terminal: Terminal, at moment: Moment
  ) -> [String] {
    let title = "Job \(job.id)  \(DisplayWidth.printable(job.name))"
    var lines = [Style.bold.applied(to: title, on: terminal)]
    for (label, value, style) in fields(job, why, on: terminal, at: moment) {
      let padded = label + String(repeating: " ", count: max(1, 11 - label.count))
      let text = style.applied(to: DisplayWidth.printable(value), on: terminal)
      lines.append("  \(Style.dim.applied(to: padded, on: terminal))\(text)")
    }
    if let attempts = job.attempts, attempts.count > 1 {
      lines.append("  " + Style.dim.applied(to: "attempts", on: terminal))
      var inner = terminal
      inner.width = terminal.width.map { max(1, $0 - 4) }
      lines += table(attempts, at: moment).lines(on: inner).map { "    " + $0 }
    }
    return lines + JobTree(job: job, others: others).lines(on: terminal)
  }

  private typealias Field = (label: String, value: String, style: Style)

  private static func fields(
    _ job: JobView, _ why: WhyView?, on terminal: Terminal, at moment: Moment
  ) -> [Field] {
    var fields: [Field] = [("state", JobWords.fate(job), Style(job.state))]
    func add(_ label: String, _ value: String?) {
      if let value { fields.append((label, value, .plain)) }
    }
    add("error", job.error.map { $0.message.isEmpty ? $0.code : $0.message })
    let reasons = why.map { WhyText.reasons($0, at: moment) } ?? []
    for (index, reason) in reasons.enumerated() {
      fields.append((index == 0 ? "waits" : "", reason, .warning))
    }
    add("command", job.spec.flatMap(SpecText.command) ?? job.command)
    for field in job.spec.map(SpecFields.of) ?? [] { add(field.label, field.value) }
    add("queue", "\(job.queue), priority \(job.priority)")
    add("run as", job.runAs)
    add("attempt", "\(job.attempt) of at most \(job.maxAttempts)")
    add("progress", progress(job, on: terminal, at: moment))
    add("submitted", moment.full(job.createdAt) + (job.submittedBy.map { " by \($0)" } ?? ""))
    if job.state == .scheduled || job.state == .retrying { add("starts", job.runAt.map(moment.full)) }
    add("started", job.startedAt.map(moment.full))
    add("finished", job.finishedAt.map(moment.full))
    add("took", job.duration.map(Moment.long))
    add("in line", job.waitMillis.map { Moment.long(WireDuration(micros: $0 * 1_000)) })
    add("pid", job.state == .running ? job.pid.map { "\($0)" } : nil)
    add("exit", job.exitCode.map { "\($0)" })
    add("signal", job.signal.map(SignalName.name(of:)))
    if job.timedOut, job.reason != "timeout", job.reason != "expired" {
      add("timeout", "its time limit was reached, and it ended like this all the same")
    }
    if job.paused { add("paused", job.state == .running ? "it stands still" : "held until `jobctl resume \(job.id)`") }
    if job.cancelRequested { add("cancel", job.done ? "was requested" : "requested, waiting for the attempt to end") }
    if job.shielded { add("shield", "a running attempt is not cancelled") }
    if !job.tags.isEmpty {
      add("tags", job.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
    }
    add("batch", job.batch.map { "\($0)" })
    add("schedule", job.schedule)
    add("after", job.parents.isEmpty ? nil : job.parents.map(parent).joined(separator: ", "))
    add("children", job.children.isEmpty ? nil : job.children.map { "\($0)" }.joined(separator: ", "))
    for callback in job.callbacks ?? [] { add("callback", CallbackText.line(callback, at: moment)) }
    add("retry of", job.retryOf.map { "\($0)" })
    let bytes = "\(job.log.stdoutBytes) bytes on stdout, \(job.log.stderrBytes) on stderr"
    if job.attempt > 0 { add("output", bytes + (job.log.truncated ? " (the middle was removed)" : "")) }
    if job.hasResult { add("result", "jobctl result \(job.id)") }
    return fields
  }

  /// "7 (success, met)", "batch 3 (any)".
  private static func parent(_ link: ParentView) -> String {
    let words = link.met.map { "\(link.on.rawValue), \($0 ? "met" : "not met")" } ?? link.on.rawValue
    return "\(JobWords.parent(link)) (\(words))"
  }

  /// How far the job says that it is; of an old report also when that was.
  private static func progress(_ job: JobView, on terminal: Terminal, at moment: Moment) -> String? {
    let barWidth = ProgressText.barWidth(on: terminal, share: 4)
    guard let line = ProgressText.line(job, barWidth: barWidth, at: moment), let progress = job.progress else {
      return nil
    }
    let isOld = job.state == .running && moment.now.micros - progress.at.micros > staleMicros
    return isOld ? line + " (\(moment.age(of: progress.at)) ago)" : line
  }

  private static let staleMicros: Int64 = 60_000_000

  private static func table(_ attempts: [AttemptView], at moment: Moment) -> Table {
    var table = Table([
      Table.Column("#", isRightAligned: true), Table.Column("STARTED"), Table.Column("TOOK", isRightAligned: true),
      Table.Column("OUTCOME", widthMin: 10),
    ])
    for attempt in attempts {
      let took = attempt.finishedAt.map { Moment.short($0.micros - attempt.startedAt.micros) } ?? "-"
      var outcome = attempt.outcome ?? "running"
      if let code = attempt.exitCode { outcome += " (exit \(code))" }
      if let signal = attempt.signal { outcome += " (\(SignalName.name(of: signal)))" }
      table.add([
        Table.Cell("\(attempt.attempt)"), Table.Cell(Moment.zoned(attempt.startedAt)), Table.Cell(took),
        Table.Cell(outcome),
      ])
    }
    return table
  }
}
