// What a job runs, in one line for tables: short, without control characters, and without what looks like a secret.

/// What is shown of the work of a job, as far as it is known: long texts are cut before they come here.
enum ShownWork: Equatable {
  /// `isCut`: there is more of it.
  case exec([String], isCut: Bool)
  case shell(String, isCut: Bool)
  case http(method: String?, url: String?)
  case handler(String)
  /// External, or nothing that can be read.
  case none
}

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
      return clipped(masked(isCut ? words.dropLast() : words), isCut: isCut)
    case .http(let method, let url):
      guard let url else { return "http" }
      return clipped([method ?? "GET", host(of: maskedURLs(url))], isCut: false)
    case .handler(let name): return clipped([name], isCut: false)
    case .none: return nil
    }
  }

  // MARK: Secrets

  /// Without users and passwords in URLs, and values after an option or an equals sign whose name is that of a secret.
  private static func masked(_ words: some Sequence<String>) -> [String] {
    var isNextSecret = false
    return words.map { word in
      if isNextSecret, !word.hasPrefix("-") {
        // Its kind is not a secret, what follows it is.
        isNextSecret = word == "Bearer" || word == "Basic"
        return isNextSecret ? word : mask
      }
      isNextSecret = isNameOfNext(word)
      return maskedURLs(maskedValue(word) ?? word)
    }
  }

  /// `--password` and `Authorization:` say that a secret follows.
  private static func isNameOfNext(_ word: String) -> Bool {
    if word.hasSuffix(":") { return SecretName.isMeant(by: word) }
    return word.hasPrefix("-") && !word.utf8.contains(UInt8(ascii: "=")) && SecretName.isMeant(by: word)
  }

  /// `TOKEN=***`, `--password=***`, `Authorization: ***`; `nil` if nothing of the kind is in it.
  private static func maskedValue(_ word: String) -> String? {
    for separator in ["=", ": "] {
      guard let range = word.firstRange(of: separator), SecretName.isMeant(by: String(word[..<range.lowerBound]))
      else { continue }
      return word[..<range.upperBound] + mask
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
