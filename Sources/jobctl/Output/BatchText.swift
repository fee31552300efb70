// Batches as a table and one batch as labelled lines.

import JobWire

/// Words for batches.
enum BatchText {
  /// "open", "cancelling", "running", "done", "cancelled", "timed out"
  static func state(_ batch: BatchView) -> String {
    if batch.done { return batch.timedOut ? "timed out" : batch.cancelRequested ? "cancelled" : "done" }
    if batch.cancelRequested { return "cancelling" }
    return batch.open ? "open" : "running"
  }

  static func table(_ batches: [BatchView], at moment: Moment) -> Table {
    var table = Table([
      Table.Column("BATCH", isRightAligned: true), Table.Column("STATE"), Table.Column("NAME", widthMin: 8),
      Table.Column("JOBS", isRightAligned: true, rank: 3), Table.Column("OK", isRightAligned: true, rank: 4),
      Table.Column("FAILED", isRightAligned: true), Table.Column("OTHER", isRightAligned: true, rank: 1),
      Table.Column("LEFT", isRightAligned: true), Table.Column("AGE", isRightAligned: true, rank: 2),
    ])
    for batch in batches {
      let tally = Tally(batch)
      table.add([
        Table.Cell("\(batch.id)", .bold), Table.Cell(state(batch), style(batch)), Table.Cell(batch.name ?? "-"),
        Table.Cell("\(batch.size)"), Table.Cell("\(tally.ok)", tally.ok == 0 ? .dim : .plain),
        Table.Cell("\(tally.failed)", tally.failed == 0 ? .dim : .bad),
        Table.Cell("\(tally.cancelled + tally.skipped)", tally.cancelled + tally.skipped == 0 ? .dim : .warning),
        Table.Cell("\(batch.size - tally.ended)"), Table.Cell(moment.age(of: batch.createdAt)),
      ])
    }
    return table
  }

  static func lines(_ batch: BatchView, on terminal: Terminal, at moment: Moment) -> [String] {
    let name = batch.name.map { "  " + DisplayWidth.printable($0) } ?? ""
    var lines = [Style.bold.applied(to: "Batch \(batch.id)\(name)", on: terminal)]
    func add(_ label: String, _ value: String, _ style: Style = .plain) {
      let padded = label + String(repeating: " ", count: max(1, 11 - label.count))
      lines.append("  \(Style.dim.applied(to: padded, on: terminal))\(style.applied(to: value, on: terminal))")
    }
    add("state", state(batch), style(batch))
    let counts = WireJobState.allCases.filter { batch.counts[$0] > 0 }.map { "\(batch.counts[$0]) \($0.rawValue)" }
    add("jobs", "\(batch.size)" + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", ")))
    if let failure = batch.firstFailure { add("failure", "job \(failure) failed first", .bad) }
    if batch.failFast { add("fail fast", "the first failure cancels the rest") }
    if batch.open { add("open", "takes more jobs") }
    add("submitted", moment.full(batch.createdAt) + (batch.submittedBy.map { " by \($0)" } ?? ""))
    if let deadline = batch.deadline { add("deadline", moment.full(deadline) + ", then what is left is cancelled") }
    for callback in batch.callbacks ?? [] { add("callback", CallbackText.line(callback, at: moment)) }
    if let finished = batch.finishedAt { add("finished", moment.full(finished)) }
    return lines
  }

  private static func style(_ batch: BatchView) -> Style {
    if batch.counts[.failed] > 0 { return .bad }
    return batch.done ? (batch.cancelRequested ? .warning : .good) : batch.open ? .plain : .busy
  }
}
