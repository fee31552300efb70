// The border to the terminal: what comes from elsewhere (names, reasons, the words of a daemon) and could make a terminal
// do something is shown escaped, as `\u{1b}`, and not dropped: what is not seen is copied nevertheless.

/// Makes text harmless.
enum SafeText {
  /// Marks that one character may bear; more would pour over the lines around it.
  private static let marksMax = 4

  /// Whether a terminal obeys it, or turns the direction of writing by it, or does not show it at all.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }

  /// `\n`, `\u{1b}`
  static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16))}"
    }
  }

  /// The text on one line, without anything that is no letter.
  static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value >= 0x7F }) else { return text }
    var shown = String.UnicodeScalarView()
    var marks = 0
    for scalar in text.unicodeScalars {
      marks = isMark(scalar) ? marks + 1 : 0
      if isControl(scalar) || marks > marksMax {
        shown.append(contentsOf: escape(scalar).unicodeScalars)
      } else {
        shown.append(scalar)
      }
    }
    return String(shown)
  }

  /// What jobctl says, before it goes out: whatever was forgotten to be escaped in it. Only jobctl's own colours pass,
  /// and line breaks if it may have several lines.
  static func said(_ text: String, hasLines: Bool) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value >= 0x7F }) else { return text }
    var shown = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      if let colour = Style.sequence(at: rest) {
        shown.append(contentsOf: colour)
        rest = rest[colour.endIndex...]
        continue
      }
      rest = rest.dropFirst()
      if isControl(scalar), !(hasLines && scalar == "\n") {
        shown.append(contentsOf: escape(scalar).unicodeScalars)
      } else {
        shown.append(scalar)
      }
    }
    return String(shown)
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x300 { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: return true
    default: return false
    }
  }
}
