// How many columns text takes, and making it fit: wide characters count two, controls are shown escaped, so that a job
// name cannot break a table or talk to the terminal.

/// Measures and cuts text for fixed columns.
enum DisplayWidth {
  /// Columns of a printable text.
  static func of(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

  /// The text on one line, control characters escaped.
  static func printable(_ text: String) -> String { SafeText.escaped(text) }

  /// The text in at most `columns` columns, with an ellipsis for what was cut off.
  static func truncated(_ text: String, to columns: Int) -> String {
    guard of(text) > columns else { return text }
    guard columns > 0 else { return "" }
    var used = 0
    var kept = ""
    for character in text {
      let next = width(character)
      guard used + next <= columns - 1 else { break }
      used += next
      kept.append(character)
    }
    return kept + "…"
  }

  private static func width(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if scalar.isASCII { return 1 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return 1
    }
  }
}
