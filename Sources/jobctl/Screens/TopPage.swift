// `jobctl top` as lines: the daemon, its queues with bars, what runs, what waits, what failed, what comes next; each with
// as many rows as there is room for.

import JobWire

/// What `top` knows.
struct TopContent: Sendable {
  var overview: Overview
  /// In the order in which they start; then those that cannot start yet.
  var waiting: [JobView] = []
  var reasons: [Int64: String] = [:]
}

/// The page of it.
enum TopPage {
  /// A heading with rows.
  private struct Section {
    let title: String
    let total: Int
    let rows: [ScreenRow]
    /// How many are shown.
    var shown: Int
  }

  private static let slotBarWidth = 8

  static func make(
    _ content: TopContent, _ size: ScreenSize, on terminal: Terminal, at moment: Moment
  ) -> ScreenPage {
    let heading = heading(content.overview.info, size, terminal)
    let sections = fitted(sections(content, on: terminal, at: moment), to: max(0, size.rows - heading.count - 1))
    var page = ScreenPage(heading: heading)
    for section in sections where section.shown > 0 {
      let count = section.shown < section.total ? "\(section.shown) of \(section.total)" : "\(section.total)"
      let title = Style.bold.applied(to: section.title, on: terminal)
      page.rows.append(ScreenRow(text: title + Style.dim.applied(to: "  \(count)", on: terminal)))
      page.rows += section.rows.prefix(section.shown)
    }
    return page
  }

  private static func heading(_ info: InfoView, _ size: ScreenSize, _ terminal: Terminal) -> [String] {
    let (condition, style) = DaemonText.condition(info)
    let name = "\(info.name) \(info.version)"
    let slots = info.slots.used.map { "\($0) of \(info.slots.total) slots" } ?? "\(info.slots.total) slots"
    let room = size.columns - DisplayWidth.of(name) - 2
    let words = DisplayWidth.truncated("\(condition)  \(slots)", to: max(0, room))
    let first = Style.bold.applied(to: DisplayWidth.truncated(name, to: size.columns), on: terminal)
    var lines = [first + "  " + style.applied(to: words, on: terminal)]
    if let trouble = DaemonText.trouble(info.store) {
      lines.append(Style.bad.applied(to: DisplayWidth.truncated(trouble, to: size.columns), on: terminal))
    }
    return lines
  }

  // MARK: Sections

  private static func sections(_ content: TopContent, on terminal: Terminal, at moment: Moment) -> [Section] {
    let overview = content.overview
    let counts = overview.info.jobs
    let failed = overview.failed.sorted { ($0.finishedAt ?? $0.createdAt) > ($1.finishedAt ?? $1.createdAt) }
    let waiting = WireJobState.allCases.filter { !$0.isTerminal && $0 != .running }
    let queues = queues(overview, terminal)
    let running = rows(overview.running.jobs, [.id, .age, .name, .command, .detail], [:], terminal, moment)
    let later = rows(
      content.waiting, [.id, .state, .age, .name, .command, .detail], content.reasons, terminal, moment)
    let bad = rows(failed, [.id, .age, .name, .command, .detail], [:], terminal, moment)
    let next = next(overview.schedules, terminal, moment)
    func section(_ title: String, _ rows: [ScreenRow], of total: Int? = nil) -> Section {
      Section(title: title, total: max(total ?? 0, rows.count), rows: rows, shown: rows.count)
    }
    return [
      section("Queues", queues), section("Running", running, of: counts?[.running]),
      section("Waiting", later, of: counts.map { counts in waiting.reduce(0) { $0 + counts[$1] } }),
      section("Failed lately", bad), section("Next", next),
    ]
  }

  /// Takes rows from the largest until all have room; what is left out then is what one can do without.
  private static func fitted(_ sections: [Section], to room: Int) -> [Section] {
    var sections = sections
    func excess() -> Int { sections.reduce(0) { $0 + ($1.shown > 0 ? $1.shown + 1 : 0) } - room }
    while excess() > 0 {
      let largest = sections.indices.max { (sections[$0].shown, $1) < (sections[$1].shown, $0) }
      guard let largest, sections[largest].shown > 1 else { break }
      sections[largest].shown -= 1
    }
    // Running stays longest.
    for index in [4, 0, 3, 2] where excess() > 0 { sections[index].shown = 0 }
    return sections
  }

  private static func queues(_ overview: Overview, _ terminal: Terminal) -> [ScreenRow] {
    var table = Table([
      Table.Column("", widthMin: 6), Table.Column("", rank: 1), Table.Column("", isRightAligned: true),
      Table.Column("", isRightAligned: true, rank: 2), Table.Column("", widthMin: 6, rank: 3),
    ])
    func load(_ queue: QueueView) -> Int { (queue.jobs?[.running] ?? 0) + (queue.jobs?[.queued] ?? 0) }
    let queues = overview.queues.sorted { (load($1), $0.name) < (load($0), $1.name) }
    for queue in queues {
      let slots = queue.slots ?? overview.info.slots.total
      let used = queue.slotsUsed ?? queue.jobs?[.running] ?? 0
      let bar = ProgressText.bar(slots > 0 ? Double(used) / Double(slots) : 0, width: slotBarWidth)
      table.add([
        Table.Cell(queue.name, .bold), Table.Cell(bar, .busy), Table.Cell("\(used)/\(slots)"),
        Table.Cell(queue.jobs.map { "\($0[.queued]) queued" } ?? "", .dim),
        Table.Cell(QueueText.remarks(queue), queue.paused ? .warning : .dim),
      ])
    }
    return zip(queues, table.parts(on: terminal).rows).map { ScreenRow(text: $1[0], target: .queue($0.name)) }
  }

  private static func rows(
    _ jobs: [JobView], _ fields: [JobField], _ reasons: [Int64: String], _ terminal: Terminal, _ moment: Moment
  ) -> [ScreenRow] {
    let barWidth = ProgressText.barWidth(on: terminal, share: 16, max: 10)
    let listed = jobs.map { ListedJob($0, at: moment, why: reasons[$0.id], barWidth: barWidth) }
    let hasNames = listed.contains { $0.name != nil }
    let hasDetails = listed.contains { !$0.detail.isEmpty }
    let fields = fields.filter { $0 == .name ? hasNames : $0 == .detail ? hasDetails : true }
    var table = Table(
      fields.map { field in
        var column = field.column
        if field == .detail { (column.widthMin, column.widthWanted, column.rank) = (10, 10, 7) }
        return column
      }.map { Table.Column(untitled: $0) })
    for row in listed { table.add(fields.map { $0.cell(of: row) }) }
    return zip(jobs, table.parts(on: terminal).rows).map { ScreenRow(text: $1[0], target: .job($0.id)) }
  }

  private static func next(_ schedules: [ScheduleView], _ terminal: Terminal, _ moment: Moment) -> [ScreenRow] {
    var table = Table([
      Table.Column("", isRightAligned: true), Table.Column("", widthMin: 6), Table.Column("", widthMin: 6, rank: 1),
    ])
    let due = schedules.compactMap { schedule in schedule.paused ? nil : schedule.nextAt.map { (at: $0, schedule) } }
    for (at, schedule) in due.sorted(by: { $0.at < $1.at }) {
      table.add([
        Table.Cell(moment.distance(to: at)), Table.Cell(schedule.name),
        Table.Cell(SpecText.command(schedule.job) ?? "-", .dim),
      ])
    }
    return table.parts(on: terminal).rows.map { ScreenRow(text: $0[0]) }
  }
}
