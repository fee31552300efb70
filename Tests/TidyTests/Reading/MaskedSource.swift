// Splits a Swift file into what the compiler sees and what only people read, so that a rule about code is not
// fooled by a string or a comment. Every rule works on one of the two views; both keep the line structure.

/// A Swift source text seen twice: code without comments and string contents, and comments without code.
///
/// Blanked characters become spaces, so line and column numbers hold in both views.
struct MaskedSource: Sendable {
  let codeLines: [String]
  let commentLines: [String]

  init(_ text: String) {
    var masker = Masker(Array(text.utf8))
    masker.run()
    codeLines = MaskedSource.lines(masker.code)
    commentLines = MaskedSource.lines(masker.comments)
  }

  private static func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}

/// A small hand-written lexer: it knows comments (nested), strings (plain, raw, multi-line) and interpolation. It works
/// on bytes, because the whole tree goes through it and everything it looks for is ASCII.
private struct Masker {
  let source: [UInt8]
  var code: [UInt8] = []
  var comments: [UInt8] = []
  var at = 0

  init(_ source: [UInt8]) {
    self.source = source
    code.reserveCapacity(source.count)
    comments.reserveCapacity(source.count)
  }

  mutating func run() {
    while at < source.count { step() }
  }

  private mutating func step() {
    if starts(with: "//") {
      while at < source.count, source[at] != UInt8(ascii: "\n") { take(asCode: false, asComment: true) }
    } else if starts(with: "/*") {
      blockComment()
    } else if starts(with: "#/") {
      regexLiteral()
    } else if let hashes = stringStart() {
      string(hashes: hashes)
    } else {
      take(asCode: true, asComment: false)
    }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        take(asCode: false, asComment: true)
      } else if starts(with: "*/") {
        depth -= 1
        take(asCode: false, asComment: true)
      }
      if at < source.count { take(asCode: false, asComment: true) }
    } while depth > 0 && at < source.count
  }

  /// `#/ … /#` may hold quotes and banned words; the short `/…/` form cannot be told from a division, so it stays code.
  private mutating func regexLiteral() {
    while at < source.count, !starts(with: "/#") { take(asCode: false, asComment: false) }
  }

  /// The number of `#` before a quote that opens a string here, nil when no string starts here.
  private func stringStart() -> Int? {
    var ahead = at
    while ahead < source.count, source[ahead] == UInt8(ascii: "#") { ahead += 1 }
    return ahead < source.count && source[ahead] == UInt8(ascii: "\"") ? ahead - at : nil
  }

  private mutating func string(hashes: Int) {
    for _ in 0..<hashes { take(asCode: true, asComment: false) }
    let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
    let close = quote + String(repeating: "#", count: hashes)
    let escape = "\\" + String(repeating: "#", count: hashes)
    for _ in quote { take(asCode: true, asComment: false) }
    while at < source.count, !starts(with: close) {
      if starts(with: escape + "(") {
        for _ in 0...escape.count { take(asCode: false, asComment: false) }
        interpolation()
      } else if starts(with: escape) {
        for _ in 0...escape.count where at < source.count { take(asCode: false, asComment: false) }
      } else if source[at] == UInt8(ascii: "\n") && quote.count == 1 {
        return
      } else {
        take(asCode: false, asComment: false)
      }
    }
    for _ in close where at < source.count { take(asCode: true, asComment: false) }
  }

  /// The code between `\(` and its closing parenthesis: code again, and it may hold strings of its own.
  private mutating func interpolation() {
    var depth = 1
    while at < source.count, depth > 0 {
      if source[at] == UInt8(ascii: "(") { depth += 1 }
      if source[at] == UInt8(ascii: ")") { depth -= 1 }
      step()
    }
  }

  private func starts(with word: String) -> Bool {
    var ahead = at
    for byte in word.utf8 {
      guard ahead < source.count, source[ahead] == byte else { return false }
      ahead += 1
    }
    return true
  }

  private mutating func take(asCode: Bool, asComment: Bool) {
    let byte = source[at]
    let blank = byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " ")
    code.append(asCode ? byte : blank)
    comments.append(asComment ? byte : blank)
    at += 1
  }
}
