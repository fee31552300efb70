// Colours, each with a meaning.

import JobWire

/// How a piece of text is shown on a terminal with colours.
enum Style: Sendable {
  case plain
  case bold
  case dim
  case good
  case bad
  case busy
  case warning

  /// The look of a state.
  init(_ state: WireJobState) {
    switch state {
    case .succeeded: self = .good
    case .failed: self = .bad
    case .running: self = .busy
    case .cancelled, .skipped, .retrying: self = .warning
    case .held, .scheduled, .blocked: self = .dim
    case .queued: self = .plain
    }
  }

  /// The text in this style, or as it is where there are no colours.
  func applied(to text: String, on terminal: Terminal) -> String {
    guard terminal.hasColor, !text.isEmpty, let code else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  /// The sequence by which a style begins or ends, if one stands here.
  static func sequence(at text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
    guard text.first == "\u{1B}" else { return nil }
    for code in ["0", "1", "2", "31", "32", "33", "36"] {
      let sequence = "\u{1B}[\(code)m".unicodeScalars
      if text.starts(with: sequence) { return text.prefix(sequence.count) }
    }
    return nil
  }

  private var code: Int? {
    switch self {
    case .plain: nil
    case .bold: 1
    case .dim: 2
    case .bad: 31
    case .good: 32
    case .warning: 33
    case .busy: 36
    }
  }
}
