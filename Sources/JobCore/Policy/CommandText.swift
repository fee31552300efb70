// What a job runs, in one line for tables: short, without control characters, and without what looks like a secret.

/// Makes the line.
enum CommandText {
  /// Characters of the line.
  static let lengthMax = 200
  static let mask = "***"
  private static let ellipsis: Unicode.Scalar = "…"

  /// `nil` if the job runs nothing.
  static func line(_ work: ShownWork) -> String? {
    switch work {
    case .exec(let argv, let isCut): return clipped(masked(argv).map(quoted), isCut: isCut)
    case .shell(let command, let isCut):
      let words = command.split(omittingEmptySubsequences: true, whereSeparator: \.isWhitespace).map(String.init)
      // What is cut may have lost the sign by which it is known to be a secret.
      let shown = shellWords(isCut ? words.dropLast() : words[...])
      return clipped(shown.words, isCut: isCut || !shown.isAll)
    case .http(let method, let url):
      guard let url else { return "http" }
      return clipped([method ?? "GET", host(of: maskedURLs(url))], isCut: false)
    case .handler(let name): return clipped([name], isCut: false)
    case .none: return nil
    }
  }

  // MARK: Secrets

  /// The arguments, without what is secret in each.
  private static func masked(_ arguments: [String]) -> [String] {
    var isNextSecret = false
    return arguments.map { argument in
      if isNextSecret, !argument.hasPrefix("-") {
        // Its kind is not a secret, what follows it is.
        isNextSecret = argument == "Bearer" || argument == "Basic"
        return isNextSecret ? argument : mask
      }
      isNextSecret = isNameOfNext(argument)
      if isNextSecret { return argument }
      if !argument.contains(where: \.isWhitespace) { return masked(word: argument) ?? maskedURLs(argument) }
      // It may be a line for a shell.
      let words = argument.split(omittingEmptySubsequences: false, whereSeparator: \.isWhitespace).map(String.init)
      let shown = shellWords(words[...])
      return shown.isAll ? maskedURLs(argument) : shown.words.joined(separator: " ")
    }
  }

  /// A line for a shell up to its first secret: where that ends, only a shell knows.
  private static func shellWords(_ words: ArraySlice<String>) -> (words: [String], isAll: Bool) {
    var shown: [String] = []
    for word in words {
      if let masked = masked(word: word) { return (shown + [masked], false) }
      shown.append(maskedURLs(word))
      if isNameOfNext(word) { return (shown + [mask], false) }
    }
    return (shown, true)
  }

  /// `--password` and `Authorization:` say that a secret follows.
  private static func isNameOfNext(_ word: String) -> Bool {
    let bare = word.drop { "\"'".contains($0) }
    if bare.hasSuffix(":") { return SecretName.isMeant(by: String(bare)) }
    return bare.hasPrefix("-") && !bare.contains("=") && !bare.contains(where: \.isWhitespace)
      && SecretName.isMeant(by: String(bare))
  }

  /// `TOKEN=***`, `--password=***`, `Authorization:***`, `{"key":***`; `nil` if nothing of the kind is in it.
  private static func masked(word: String) -> String? {
    var name = ""
    for index in word.indices {
      let character = word[index]
      if character.isLetter || character.isNumber || "_-.".contains(character) {
        name.append(character)
      } else if character == "=" || character == ":", SecretName.isMeant(by: name) {
        return maskedURLs(String(word[...index])) + mask
      } else if !"\"'".contains(character) {
        name = ""
      }
    }
    return nil
  }

  /// Where a request goes: many a path is a key, to whoever has it.
  private static func host(of url: String) -> String {
    guard let sign = url.firstRange(of: "://") else { return mask }
    let end = url[sign.upperBound...].firstIndex { "/?#".contains($0) } ?? url.endIndex
    let isAll = end == url.endIndex || url[end...] == "/"
    return isAll ? url : url[..<end] + "/" + mask
  }

  private static func maskedURLs(_ word: String) -> String {
    guard word.utf8.contains(UInt8(ascii: "@")) else { return word }
    var text = ""
    var rest = word[...]
    while let sign = rest.firstRange(of: "://") {
      text += rest[..<sign.upperBound]
      rest = rest[sign.upperBound...]
      let host = rest.prefix { !"/?#\"' ".contains($0) }
      guard let end = host.lastIndex(of: "@") else { continue }
      text += mask
      rest = rest[end...]
    }
    return text + rest
  }

  // MARK: One line

  /// As a shell would want it, where it would take it for several words.
  private static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "'") && $0 != 0x22 }
    return isPlain
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }

  private static func clipped(_ words: some Sequence<String>, isCut: Bool) -> String {
    var line = String.UnicodeScalarView()
    var count = 0
    for word in words {
      let isFirst = count == 0
      for scalar in (isFirst ? word : " " + word).unicodeScalars {
        if count == lengthMax {
          line.removeLast()
          line.append(ellipsis)
          return String(line)
        }
        line.append(scalar.properties.generalCategory == .control ? " " : scalar)
        count += 1
      }
    }
    if isCut && count < lengthMax { line.append(ellipsis) }
    return String(line)
  }
}

extension Job {
  /// What it runs, in one line of at most 200 characters without secrets; `nil` if it runs nothing.
  public var command: String? { CommandText.line(work) }
}
