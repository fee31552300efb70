// A job between those it waits for and those that wait for it, as a small tree.

import JobWire

/// A job with the nearest of its relatives.
struct JobTree: Sendable {
  /// Of each kind, as many are shown.
  static let shownMax = 10

  let job: JobView
  /// What is known of other jobs; some may not be there any more.
  let others: [Int64: JobView]

  /// The jobs that a tree of this one shows.
  static func relatives(of job: JobView) -> [Int64] {
    let parents = job.parents.prefix(shownMax).compactMap { link in
      if case .job(let id) = link.parent { id } else { nil }
    }
    return parents + job.children.prefix(shownMax)
  }

  func lines(on terminal: Terminal) -> [String] {
    if job.parents.isEmpty && job.children.isEmpty { return [] }
    var lines = job.parents.prefix(Self.shownMax).map { "  " + parent($0, terminal) }
    if let more = Self.more(job.parents.count) { lines.append("  " + more) }
    let indent = lines.isEmpty ? "  " : "  └─ "
    lines.append(indent + line(job, terminal, isSelf: true))
    let deeper = String(repeating: " ", count: indent.count)
    let children = job.children.prefix(Self.shownMax)
    let more = Self.more(job.children.count)
    for (index, id) in children.enumerated() {
      let isLast = index == children.count - 1 && more == nil
      lines.append(deeper + (isLast ? "└─ " : "├─ ") + (others[id].map { line($0, terminal) } ?? "\(id)  gone"))
    }
    if let more { lines.append(deeper + "└─ " + more) }
    return lines.map { line in
      terminal.width.map { terminal.hasColor ? line : DisplayWidth.truncated(line, to: $0) } ?? line
    }
  }

  private func parent(_ link: ParentView, _ terminal: Terminal) -> String {
    let on = link.on == .any ? "the end" : link.on.rawValue
    let met = link.met.map { $0 ? "met" : "not met" } ?? "not yet"
    let words = Style.dim.applied(to: "  (\(on): \(met))", on: terminal)
    switch link.parent {
    case .batch(let id): return "batch \(id)" + words
    case .job(let id): return (others[id].map { line($0, terminal) } ?? "\(id)  gone") + words
    }
  }

  private func line(_ job: JobView, _ terminal: Terminal, isSelf: Bool = false) -> String {
    let row = ListedJob(job, at: .current)
    let what = row.name ?? row.command ?? ""
    let id = (isSelf ? Style.bold : .plain).applied(to: "\(job.id)", on: terminal)
    let state = Style(job.state).applied(to: job.state.rawValue, on: terminal)
    return "\(id)  \(state)" + (what.isEmpty ? "" : "  \(DisplayWidth.printable(what))")
  }

  private static func more(_ count: Int) -> String? { count > shownMax ? "and \(count - shownMax) more" : nil }
}
