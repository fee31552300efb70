// A line taken apart into words as a shell does it, without anything that a shell would do beyond that.

extension ShellWords {
  /// Why a line cannot be taken apart.
  enum Fault: Error, Equatable {
    case openQuote
    /// It would mean something to a shell that is not done here.
    case meaning(Character)

    var sentence: String {
      switch self {
      case .openQuote: "a quotation mark has no end"
      case .meaning(let mark): "'\(mark)' is for a shell, and none reads this: put it into single quotes"
      }
    }
  }

  /// What a shell would expand, or take for the end of a command, where it is not quoted.
  private static let meaning: Set<Character> = ["|", "&", ";", "<", ">", "(", ")", "$", "`"]
  /// What still has a meaning within double quotes.
  private static let meaningQuoted: Set<Character> = ["$", "`"]
  /// What a backslash takes the meaning of within double quotes.
  private static let escapable: Set<Character> = ["\"", "\\", "$", "`"]

  /// The words of a line: quotation marks of both kinds and backslashes are as in a shell.
  static func read(_ line: String) throws(Fault) -> [String] {
    var reader = Reader(rest: line[...])
    while let mark = reader.rest.popFirst() { try reader.take(mark) }
    return reader.words + (reader.word.map { [$0] } ?? [])
  }

  /// What has been read.
  private struct Reader {
    var words: [String] = []
    /// The word that is being read; nil between words.
    var word: String?
    var rest: Substring

    mutating func take(_ mark: Character) throws(Fault) {
      switch mark {
      case _ where mark.isWhitespace: end()
      case "'": try takeQuoted()
      case "\"": try takeDoublyQuoted()
      case "\\":
        guard let next = rest.popFirst() else { throw .openQuote }
        add(next)
      case "~" where word == nil: throw .meaning(mark)
      case _ where ShellWords.meaning.contains(mark): throw .meaning(mark)
      default: add(mark)
      }
    }

    private mutating func add(_ mark: Character?) {
      word = (word ?? "") + (mark.map(String.init) ?? "")
    }

    private mutating func end() {
      if let word { words.append(word) }
      word = nil
    }

    private mutating func takeQuoted() throws(Fault) {
      add(nil)
      while let mark = rest.popFirst() {
        if mark == "'" { return }
        add(mark)
      }
      throw .openQuote
    }

    private mutating func takeDoublyQuoted() throws(Fault) {
      add(nil)
      while let mark = rest.popFirst() {
        if mark == "\"" { return }
        if ShellWords.meaningQuoted.contains(mark) { throw .meaning(mark) }
        if mark == "\\", let next = rest.first, ShellWords.escapable.contains(next) {
          rest.removeFirst()
          add(next)
        } else {
          add(mark)
        }
      }
      throw .openQuote
    }
  }
}
