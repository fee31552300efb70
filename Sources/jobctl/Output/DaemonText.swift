// The daemon and its queues on one screen, as `status` without an id shows them.

import JobWire

/// The daemon in a few lines, and a table of its queues.
enum DaemonText {
  static func lines(_ info: InfoView, _ queues: [QueueView], on terminal: Terminal, at moment: Moment) -> [String] {
    let (words, style) = condition(info)
    var lines = [
      Style.bold.applied(to: "\(info.name) \(info.version)", on: terminal) + "  "
        + style.applied(to: words, on: terminal)
    ]
    let place = info.dataDir.map { ", data in \(DisplayWidth.printable($0))" } ?? ""
    lines.append("  up \(Moment.long(info.uptime)), pid \(info.pid)\(place)")
    let durability = info.durability == "full" ? "every submission is on disk" : "durability is \(info.durability)"
    let slots = info.slots.used.map { "\($0) of \(info.slots.total) slots in use" } ?? "\(info.slots.total) slots"
    lines.append("  \(slots), \(durability)")
    if let jobs = info.jobs { lines.append("  jobs: \(counts(jobs))") }
    if let trouble = trouble(info.store) { lines.append("  " + Style.bad.applied(to: trouble, on: terminal)) }
    if !queues.isEmpty { lines += [""] + queueTable(queues, at: moment).lines(on: terminal) }
    return lines
  }

  static func queueTable(_ queues: [QueueView], at moment: Moment) -> Table {
    var table = Table([
      Table.Column("QUEUE", widthMin: 8), Table.Column("SLOTS", isRightAligned: true, rank: 4),
      Table.Column("RUNNING", isRightAligned: true), Table.Column("QUEUED", isRightAligned: true),
      Table.Column("LATER", isRightAligned: true, rank: 3), Table.Column("FAILED", isRightAligned: true, rank: 5),
      Table.Column("DONE", isRightAligned: true, rank: 1), Table.Column("OLDEST", isRightAligned: true, rank: 2),
      Table.Column("", widthMin: 6),
    ])
    for queue in queues {
      let later = queue.jobs.map { $0[.scheduled] + $0[.retrying] + $0[.held] + $0[.blocked] }
      table.add([
        Table.Cell(queue.name, .bold), Table.Cell(queue.slots.map { "\($0)" } ?? "all"),
        number(queue.jobs?[.running], .busy), number(queue.jobs?[.queued], .plain), number(later, .plain),
        number(queue.jobs?[.failed], .bad), number(queue.jobs?[.succeeded], .plain),
        Table.Cell(queue.oldestQueuedAt.map { moment.age(of: $0) } ?? "-"),
        Table.Cell(QueueText.remarks(queue), queue.paused ? .warning : .dim),
      ])
    }
    return table
  }

  /// Why submissions are refused.
  static func trouble(_ store: StoreView) -> String? {
    if store.storageFull { return "the disk is full: submissions are refused" }
    return store.fault.map { "nothing can be written: \(DisplayWidth.printable($0)); submissions are refused" }
  }

  /// Whether it takes jobs and starts them.
  static func condition(_ info: InfoView) -> (words: String, style: Style) {
    if info.stopping { return ("stopping: no new jobs are taken", .warning) }
    if info.draining { return ("draining: no new jobs start", .warning) }
    return info.paused.map { ("\(PauseText.words($0)): no new jobs start", .warning) } ?? ("running", .good)
  }

  private static func counts(_ counts: StateCounts) -> String {
    let parts = WireJobState.allCases.filter { counts[$0] > 0 }.map { "\(counts[$0]) \($0.rawValue)" }
    return parts.isEmpty ? "none yet" : parts.joined(separator: ", ")
  }

  /// A count that is not shown to everybody.
  private static func number(_ count: Int?, _ style: Style) -> Table.Cell {
    count.map { Table.Cell("\($0)", $0 == 0 ? .dim : style) } ?? Table.Cell("-", .dim)
  }
}
