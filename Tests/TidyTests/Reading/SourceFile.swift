// One Swift file as the tidy rules see it: its path from the root, its text, and the text split into code and comments.

import Foundation

/// A source file under the repository root, or an invented one in a rule's example.
struct SourceFile: Sendable {
  /// Relative to the repository root, with `/` between the parts.
  let path: String
  let lines: [String]
  let code: [String]
  let comments: [String]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let masked = MaskedSource(text)
    code = masked.codeLines
    comments = masked.commentLines
  }

  /// `Sources/JobCore/Model/Job.swift` → `["Sources", "JobCore", "Model", "Job.swift"]`.
  var parts: [Substring] { path.split(separator: "/") }

  /// The file name without `.swift`.
  var stem: String { parts.last.map { String($0.dropLast(".swift".count)) } ?? "" }

  /// The target the file belongs to: the folder below Sources or Tests.
  var target: String { parts.count > 2 ? String(parts[1]) : "" }

  var isSource: Bool { path.hasPrefix("Sources/") }
  var isTest: Bool { path.hasPrefix("Tests/") }

  /// Lines of text, a final newline not counted.
  var lineCount: Int { lines.last == "" ? lines.count - 1 : lines.count }

  /// The numbers (from 1) of the code lines that match, for a `Finding` each.
  ///
  /// - Parameter words: a line that holds none of them cannot match; nearly all lines are dismissed by that alone, which
  ///   is what keeps these rules from occupying the threads of all other tests.
  func codeLineNumbers(holding words: String..., matching pattern: some RegexComponent) -> [Int] {
    code.indices.filter { index in
      words.contains { SourceFile.line(code[index], holds: $0) } && code[index].firstMatch(of: pattern) != nil
    }.map { $0 + 1 }
  }

  /// Whether a line holds a text, by the C library's search.
  static func line(_ line: String, holds text: String) -> Bool { strstr(line, text) != nil }

  /// The identifiers of a line. By hand rather than by a regex, because every line of the tree goes through here.
  static func words(in line: String) -> [String] {
    line.utf8.split { byte in
      !(byte == UInt8(ascii: "_") || byte > 127
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte))
    }.map { String(Substring($0)) }
  }

  /// Whether a comment on the line, or in the five lines above it, says `Safe:` and so why a banned word is right here.
  func isJustified(atLine number: Int) -> Bool {
    comments[max(0, number - 6)..<number].contains { $0.contains("Safe:") }
  }
}
