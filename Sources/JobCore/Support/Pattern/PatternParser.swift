// Reads the notation of patterns: letters, sets, groups, choices, repetitions, anchors.

/// Turns a pattern's text into its tree.
struct PatternParser {
  private(set) var scalars: [Unicode.Scalar]
  var position = 0
  private var depth = 0
  private(set) var ignoresCase = false
  private var dotTakesLineBreaks = false
  private var anchorsAtLines = false

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  mutating func parse() throws(PatternError) -> PatternNode {
    try flags()
    let node = try choice()
    if peek == ")" { throw fault("has a ) without (") }
    return node
  }

  var peek: Unicode.Scalar? {
    position < scalars.count ? scalars[position] : nil
  }

  /// Takes `text` if it comes next.
  mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard position + wanted.count <= scalars.count, scalars[position..<position + wanted.count].elementsEqual(wanted)
    else { return false }
    position += wanted.count
    return true
  }

  func fault(_ what: String) -> PatternError {
    PatternError("\(what), at character \(min(position + 1, max(1, scalars.count)))")
  }

  /// `(?ims)` at the very beginning.
  private mutating func flags() throws(PatternError) {
    guard scalars.count > 2, scalars[0] == "(", scalars[1] == "?", "ims".unicodeScalars.contains(scalars[2]) else {
      return
    }
    position = 2
    while let flag = peek, flag != ")" {
      switch flag {
      case "i": ignoresCase = true
      case "m": anchorsAtLines = true
      case "s": dotTakesLineBreaks = true
      default: throw fault("may begin with the flags i, m and s only, such as (?i)")
      }
      position += 1
    }
    if !take(")") { throw fault("has a ( without )") }
  }

  private mutating func choice() throws(PatternError) -> PatternNode {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let next = peek, next != "|", next != ")" {
      let part = try atom(next)
      parts.append(try repetition(of: part))
    }
    return .sequence(parts)
  }

  private mutating func atom(_ next: Unicode.Scalar) throws(PatternError) -> PatternNode {
    switch next {
    case "(": return try group()
    case "[":
      position += 1
      return .one(try bracket())
    case "*", "+", "?":
      throw fault("repeats nothing: \(next) must follow something (write \\\(next) for the character)")
    case "\\":
      position += 1
      return try escaped()
    default: break
    }
    position += 1
    switch next {
    case ".":
      return .one(
        dotTakesLineBreaks ? ScalarSet([ScalarSet.all]) : ScalarSet([0x0A...0x0A], isNegated: true))
    case "^": return .assertion(anchorsAtLines ? .lineStart : .textStart)
    case "$": return .assertion(anchorsAtLines ? .lineEnd : .textEnd)
    default: return .one(ScalarSet(next.value, ignoresCase: ignoresCase))
    }
  }

  private mutating func group() throws(PatternError) -> PatternNode {
    position += 1
    depth += 1
    if depth > Limits.patternDepthMax { throw fault("has more than \(Limits.patternDepthMax) groups in one another") }
    if take("?") && !take(":") {
      guard take("<") || take("P<"), peek != "=", peek != "!" else {
        throw fault("has a group that is not supported; looking ahead and behind is not, nor flags within")
      }
      while let next = peek, next != ">" {
        if !next.isASCII || !(next == "_" || next.properties.isAlphabetic || next.properties.numericType != nil) {
          throw fault("has a group with a name that is none")
        }
        position += 1
      }
      if !take(">") { throw fault("has a group whose name does not end") }
    }
    let inner = try choice()
    if !take(")") { throw fault("has a ( without )") }
    depth -= 1
    return inner
  }

  private mutating func repetition(of part: PatternNode) throws(PatternError) -> PatternNode {
    let node: PatternNode
    if take("*") {
      node = .repeated(part, min: 0, max: nil)
    } else if take("+") {
      node = .repeated(part, min: 1, max: nil)
    } else if take("?") {
      node = .repeated(part, min: 0, max: 1)
    } else if let (least, most) = try counts() {
      node = .repeated(part, min: least, max: most)
    } else {
      return part
    }
    // `?` (as few as possible) changes nothing: the same texts match. `+` (as many as possible, without going back)
    // would match other texts, so it is refused.
    _ = take("?")
    if peek == "+" { throw fault("has a possessive repetition, which is not supported") }
    let again = try counts() != nil
    if again || peek == "*" || peek == "?" { throw fault("repeats a repetition; put it into a group") }
    return node
  }

  /// `{3}`, `{3,}`, `{,5}` or `{3,5}`; a brace that begins none of them is a brace.
  private mutating func counts() throws(PatternError) -> (Int, Int?)? {
    if peek != "{" { return nil }
    let start = position
    position += 1
    let least = number()
    let hasComma = take(",")
    let most = hasComma ? number() : least
    guard take("}"), least != nil || (hasComma && most != nil) else {
      position = start
      return nil
    }
    let range = 0...Limits.patternStepsMax
    guard range.contains(least ?? 0), range.contains(most ?? 0), (least ?? 0) <= most ?? .max else {
      throw fault("has a count that is out of range")
    }
    return (least ?? 0, hasComma ? most : least)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let next = peek, let digit = next.properties.numericType == .decimal && next.isASCII ? next.value - 48 : nil {
      value = min(1_000_000, (value ?? 0) * 10 + Int(digit))
      position += 1
    }
    return value
  }
}
