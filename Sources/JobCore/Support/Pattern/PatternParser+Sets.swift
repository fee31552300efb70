// Reads what stands for one character: sets in brackets, and what begins with a backslash.

extension PatternParser {
  /// The rest of `[…]`, after its bracket.
  mutating func bracket() throws(PatternError) -> ScalarSet {
    let isNegated = take("^")
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while true {
      guard let next = peek else { throw fault("has a [ without ]") }
      // A ] that comes first is one of the set.
      if next == "]" && !isFirst { break }
      isFirst = false
      if take("[:") {
        ranges += try namedClass()
        continue
      }
      guard let low = try member(&ranges) else { continue }
      guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
        ranges.append(low...low)
        continue
      }
      position += 1
      var none: [ClosedRange<UInt32>] = []
      guard let high = try member(&none) else { throw fault("has a range that ends with a class of characters") }
      if high < low { throw fault("has a range that runs backwards") }
      ranges.append(low...high)
    }
    position += 1
    return ScalarSet(ranges, isNegated: isNegated, ignoresCase: ignoresCase)
  }

  /// One character of a set; `nil` if it was a class such as `\d`, which went into `ranges`.
  private mutating func member(_ ranges: inout [ClosedRange<UInt32>]) throws(PatternError) -> UInt32? {
    guard let next = peek else { throw fault("has a [ without ]") }
    position += 1
    if next != "\\" { return next.value }
    guard let letter = peek else { throw fault("ends with a \\") }
    if let found = Self.shorthand(letter) {
      position += 1
      ranges += found
      return nil
    }
    // Within a set, \b is what it is in C.
    if take("b") { return 8 }
    return try character()
  }

  /// `alpha:]` and its like.
  private mutating func namedClass() throws(PatternError) -> [ClosedRange<UInt32>] {
    for (name, ranges) in Self.classes where take(name + ":]") { return ranges }
    let names = Self.classes.map { "[:\($0.0):]" }.joined(separator: " ")
    throw fault("has a class that is none of \(names)")
  }

  /// What follows a backslash outside of a set.
  mutating func escaped() throws(PatternError) -> PatternNode {
    guard let letter = peek else { throw fault("ends with a \\") }
    if let found = Self.shorthand(letter) {
      position += 1
      return .one(ScalarSet(found))
    }
    if take("b") { return .assertion(.wordEdge) }
    if take("B") { return .assertion(.noWordEdge) }
    if take("A") { return .assertion(.textStart) }
    if take("z") { return .assertion(.lastEnd) }
    if take("Z") { return .assertion(.textEnd) }
    return .one(ScalarSet(try character(), ignoresCase: ignoresCase))
  }

  /// A character in another spelling: `\n`, `\x41`, `\u00e9`, `\u{1F600}`, `\.`.
  private mutating func character() throws(PatternError) -> UInt32 {
    guard let letter = peek else { throw fault("ends with a \\") }
    position += 1
    switch letter {
    case "n": return 10
    case "t": return 9
    case "r": return 13
    case "f": return 12
    case "v": return 11
    case "a": return 7
    case "e": return 27
    case "x": return try hexadecimal(2)
    case "u": return try hexadecimal(4)
    case "0": return 0
    case "1"..."9":
      position -= 1
      throw fault("refers back to a group, which is not supported")
    default:
      // A letter may mean something elsewhere; whoever writes it expects that.
      if letter.properties.isAlphabetic {
        position -= 1
        throw fault("has \\\(letter), which means nothing here")
      }
      return letter.value
    }
  }

  private mutating func hexadecimal(_ digits: Int) throws(PatternError) -> UInt32 {
    let isBraced = take("{")
    var value: UInt32 = 0
    var count = 0
    while count < (isBraced ? 6 : digits), let next = peek, let digit = Character(next).hexDigitValue {
      value = value << 4 | UInt32(digit)
      count += 1
      position += 1
    }
    guard isBraced ? count > 0 && take("}") : count == digits, Unicode.Scalar(value) != nil else {
      throw fault("has a character by a number that is none")
    }
    return value
  }

  private static func shorthand(_ letter: Unicode.Scalar) -> [ClosedRange<UInt32>]? {
    switch letter {
    case "d": ScalarSet.digits
    case "D": ScalarSet.complement(of: ScalarSet.digits)
    case "w": ScalarSet.wordLetters
    case "W": ScalarSet.complement(of: ScalarSet.wordLetters)
    case "s": ScalarSet.spaces
    case "S": ScalarSet.complement(of: ScalarSet.spaces)
    default: nil
    }
  }

  /// Those of POSIX, in ASCII.
  private static let classes: [(String, [ClosedRange<UInt32>])] = [
    ("alnum", [0x30...0x39, 0x41...0x5A, 0x61...0x7A]), ("alpha", [0x41...0x5A, 0x61...0x7A]),
    ("blank", [0x09...0x09, 0x20...0x20]), ("cntrl", [0x00...0x1F, 0x7F...0x7F]), ("digit", ScalarSet.digits),
    ("graph", [0x21...0x7E]), ("lower", [0x61...0x7A]), ("print", [0x20...0x7E]),
    ("punct", [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]), ("space", ScalarSet.spaces),
    ("upper", [0x41...0x5A]), ("word", ScalarSet.wordLetters), ("xdigit", [0x30...0x39, 0x41...0x46, 0x61...0x66]),
  ]
}
