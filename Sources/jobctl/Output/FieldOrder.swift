// The order of the rows of a list, by any of its fields.

/// Fields to sort by, the first one first.
struct FieldOrder: Equatable, Sendable {
  /// One of them.
  struct Part: Equatable, Sendable {
    let field: JobField
    let isDescending: Bool
  }

  let parts: [Part]

  /// Rows with the same values stay as they are.
  func sorted(_ rows: [ListedJob]) -> [ListedJob] {
    let keyed = rows.enumerated().map { place, row in
      (place: place, row: row, keys: parts.map { $0.field.key(of: row) })
    }
    let sorted = keyed.sorted { first, second in
      for (index, part) in parts.enumerated() where first.keys[index] != second.keys[index] {
        // What has no value stands behind the others, whichever way they go.
        guard let one = first.keys[index] else { return false }
        guard let other = second.keys[index] else { return true }
        return part.isDescending ? other < one : one < other
      }
      return first.place < second.place
    }
    return sorted.map(\.row)
  }
}

extension JobField.Key: Comparable {
  static func < (first: Self, second: Self) -> Bool {
    switch (first, second) {
    case (.number(let first), .number(let second)): first < second
    case (.text(let first), .text(let second)): first < second
    case (.number, .text): true
    case (.text, .number): false
    }
  }
}
