// Jobs as a table: what `list` shows. What is the same for all of them, or what there is nothing to say of, has no column.

import JobWire

/// The rows of a list of jobs.
struct JobTable {
  /// A detail stands in its row if that leaves so much for the command; else on a line under it.
  private static let commandWidth = 30
  private static let nameWidth = 20

  let rows: [ListedJob]
  /// The columns that somebody wants; nil: those that say something.
  var fields: [JobField]?
  /// A heading says in which state they all are.
  var isOfOneState = false

  func lines(on terminal: Terminal) -> [String] { table(on: terminal).lines(on: terminal) }

  /// The table that there is room for.
  func table(on terminal: Terminal) -> Table {
    if let fields { return table(fields, chosen: true) }
    let whole = table(telling)
    guard let width = terminal.width, telling.contains(.detail), !hasRoom(whole, width) else { return whole }
    return table(telling.filter { $0 != .detail }, hasNotes: true)
  }

  /// The columns that say something about these jobs.
  private var telling: [JobField] {
    var fields: [JobField] = isOfOneState ? [.id] : [.id, .state]
    if rows.contains(where: { $0.name != nil }) { fields.append(.name) }
    for field in [JobField.queue, .priority, .batch] where Set(rows.map { $0[field] }).count > 1 {
      fields.append(field)
    }
    fields.append(.age)
    if rows.contains(where: { $0.took != nil }) { fields.append(.took) }
    fields.append(.command)
    if rows.contains(where: { !$0.detail.isEmpty }) { fields.append(.detail) }
    return fields
  }

  private func table(_ fields: [JobField], chosen: Bool = false, hasNotes: Bool = false) -> Table {
    var table = Table(
      fields.map { field in
        var column = field.column
        // Who has chosen a column wants to see it.
        if chosen { column.rank = nil }
        if !chosen, field == .detail { column.widthMin = nil }
        return column
      })
    for row in rows {
      let detail = hasNotes ? row.detail : ""
      table.add(fields.map { $0.cell(of: row) }, note: detail.isEmpty ? nil : Table.Cell(detail, .dim))
    }
    return table
  }

  /// Whether all columns have room, with enough of name and command.
  private func hasRoom(_ table: Table, _ width: Int) -> Bool {
    let widths = zip(telling, table.naturalWidths).map { field, width in
      switch field {
      case .command: min(width, Self.commandWidth)
      case .name: min(width, Self.nameWidth)
      default: width
      }
    }
    return widths.reduce(0, +) + Table.gap * (widths.count - 1) <= width
  }
}

extension ListedJob {
  fileprivate subscript(field: JobField) -> String { field.text(of: self) }
}
