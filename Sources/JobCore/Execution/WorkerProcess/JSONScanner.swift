// Walks over JSON text without building anything of it: finds where members stand, and proves on the way that every byte
// of it is JSON. What a worker sends as a value is passed on as the text it is, so the proof is all that is needed.

/// Why a text is not JSON, or not the JSON that was expected.
struct JSONFault: Error, Hashable {
  let what: String
}

/// A reader's place in a JSON text.
struct JSONScanner {
  let text: UnsafeRawBufferPointer
  private(set) var position = 0
  private let depthMax: Int

  init(_ text: UnsafeRawBufferPointer, depthMax: Int = Limits.jsonDepthMax) {
    self.text = text
    self.depthMax = depthMax
  }

  /// Whether the whole text is UTF-8; the scanner itself looks only at what is ASCII.
  static func isUTF8(_ text: UnsafeRawBufferPointer) -> Bool {
    do {
      _ = try UTF8Span(validating: text.bindMemory(to: UInt8.self).span)
      return true
    } catch {
      return false
    }
  }

  /// Whether the text is one JSON value and nothing else; `depth` is how deep it will stand in another one.
  static func isValue(_ text: UnsafeRawBufferPointer, depth: Int = 0) -> Bool {
    if !isUTF8(text) { return false }
    var scanner = JSONScanner(text)
    do throws(JSONFault) {
      _ = try scanner.value(depth: depth)
      try scanner.end()
      return true
    } catch {
      return false
    }
  }

  /// The next value, whatever it is: its place in the text, without the space around it.
  mutating func value(depth: Int = 0) throws(JSONFault) -> Range<Int> {
    skipSpace()
    let start = position
    guard start < text.count else { throw JSONFault(what: "it ends where a value was expected") }
    switch text[start] {
    case JSONByte.quote: try string()
    case JSONByte.openBrace: try object(depth: depth + 1)
    case JSONByte.openBracket: try array(depth: depth + 1)
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    case JSONByte.minus, JSONByte.zero...JSONByte.nine: try number()
    default: throw JSONFault(what: "byte \(start + 1) begins no JSON value")
    }
    return start..<position
  }

  /// Enters an object or an array; its members or elements follow.
  mutating func open(_ byte: UInt8) throws(JSONFault) {
    skipSpace()
    guard position < text.count, text[position] == byte else {
      throw JSONFault(what: byte == JSONByte.openBrace ? "an object was expected" : "an array was expected")
    }
    position += 1
  }

  /// The name of the next member, with its quotes; its value follows. `nil` at the end of the object.
  mutating func name(isFirst: Bool) throws(JSONFault) -> Range<Int>? {
    guard try goesOn(to: JSONByte.closeBrace, isFirst: isFirst) else { return nil }
    skipSpace()
    let start = position
    guard start < text.count, text[start] == JSONByte.quote else { throw JSONFault(what: "a name was expected") }
    try string()
    let name = start..<position
    skipSpace()
    guard position < text.count, text[position] == JSONByte.colon else { throw JSONFault(what: "a colon was expected") }
    position += 1
    return name
  }

  /// Whether another element of the array follows.
  mutating func hasElement(isFirst: Bool) throws(JSONFault) -> Bool {
    try goesOn(to: JSONByte.closeBracket, isFirst: isFirst)
  }

  /// Throws if anything but space follows.
  mutating func end() throws(JSONFault) {
    skipSpace()
    if position < text.count { throw JSONFault(what: "there is more after the value") }
  }

  // MARK: Parts

  private mutating func object(depth: Int) throws(JSONFault) {
    try checkDepth(depth)
    position += 1
    var isFirst = true
    while try name(isFirst: isFirst) != nil {
      _ = try value(depth: depth)
      isFirst = false
    }
  }

  private mutating func array(depth: Int) throws(JSONFault) {
    try checkDepth(depth)
    position += 1
    var isFirst = true
    while try hasElement(isFirst: isFirst) {
      _ = try value(depth: depth)
      isFirst = false
    }
  }

  private func checkDepth(_ depth: Int) throws(JSONFault) {
    if depth > depthMax { throw JSONFault(what: "it is nested deeper than \(depthMax) levels") }
  }

  private mutating func goesOn(to close: UInt8, isFirst: Bool) throws(JSONFault) -> Bool {
    skipSpace()
    guard position < text.count else { throw JSONFault(what: "it ends inside an object or array") }
    if text[position] == close {
      position += 1
      return false
    }
    if isFirst { return true }
    guard text[position] == JSONByte.comma else { throw JSONFault(what: "a comma was expected") }
    position += 1
    skipSpace()
    if position < text.count, text[position] == close { throw JSONFault(what: "nothing follows a comma") }
    return true
  }

  private mutating func word(_ word: StaticString) throws(JSONFault) {
    let count = word.utf8CodeUnitCount
    guard text.count - position >= count else { throw JSONFault(what: "it ends inside a word") }
    for index in 0..<count where text[position + index] != word.utf8Start[index] {
      throw JSONFault(what: "byte \(position + 1) begins no JSON value")
    }
    position += count
  }

  private mutating func number() throws(JSONFault) {
    if text[position] == JSONByte.minus { position += 1 }
    let start = position
    try digits()
    if text[start] == JSONByte.zero, position > start + 1 { throw JSONFault(what: "a number begins with a zero") }
    if position < text.count, text[position] == JSONByte.dot {
      position += 1
      try digits()
    }
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < text.count, text[position] == JSONByte.plus || text[position] == JSONByte.minus { position += 1 }
      try digits()
    }
  }

  private mutating func digits() throws(JSONFault) {
    let start = position
    while position < text.count, (JSONByte.zero...JSONByte.nine).contains(text[position]) { position += 1 }
    if position == start { throw JSONFault(what: "a digit was expected") }
  }

  private mutating func skipSpace() {
    while position < text.count {
      switch text[position] {
      case JSONByte.space, JSONByte.newline, JSONByte.carriageReturn, JSONByte.tab: position += 1
      default: return
      }
    }
  }

  // MARK: Strings

  private mutating func string() throws(JSONFault) {
    position += 1
    while position < text.count {
      let byte = text[position]
      if byte == JSONByte.quote {
        position += 1
        return
      }
      if byte < JSONByte.space { throw JSONFault(what: "a control character stands inside a string") }
      if byte == JSONByte.backslash { try escape() } else { position += 1 }
    }
    throw JSONFault(what: "it ends inside a string")
  }

  private mutating func escape() throws(JSONFault) {
    guard position + 1 < text.count else { throw JSONFault(what: "it ends inside a string") }
    switch text[position + 1] {
    case JSONByte.quote, JSONByte.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    case UInt8(ascii: "u"):
      let first = try codeUnit()
      if first & 0xF800 != 0xD800 { return }
      let isPair =
        first & 0xFC00 == 0xD800 && position + 1 < text.count && text[position] == JSONByte.backslash
        && text[position + 1] == UInt8(ascii: "u")
      guard isPair, try codeUnit() & 0xFC00 == 0xDC00 else {
        throw JSONFault(what: "half of a surrogate pair stands alone")
      }
    default: throw JSONFault(what: "an escape does not exist in JSON")
    }
  }

  /// Reads `\uXXXX`.
  private mutating func codeUnit() throws(JSONFault) -> UInt16 {
    guard position + 6 <= text.count else { throw JSONFault(what: "it ends inside a string") }
    var unit: UInt16 = 0
    for index in position + 2..<position + 6 {
      guard let digit = JSONByte.hexadecimal(text[index]) else {
        throw JSONFault(what: "four hexadecimal digits were expected")
      }
      unit = unit << 4 | UInt16(digit)
    }
    position += 6
    return unit
  }
}
