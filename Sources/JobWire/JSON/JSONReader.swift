// Parses request and response bodies into JSONValue: strict RFC 8259, one pass, no Foundation, because the reader
// stands on the submit path. Numbers and strings are in the two extensions beside this file.

/// A strict JSON parser over a buffer of bytes.
package struct JSONReader {
  /// Nesting deeper than this is refused, so that hostile text cannot exhaust the stack. Follow-ups within follow-ups
  /// take three levels each.
  package static let depthMax = 256
  /// From this many members on, duplicate names are looked for with a set instead of by comparing all pairs.
  private static let scanMembersMax = 24

  let base: UnsafeRawBufferPointer
  let end: Int
  var position = 0

  private init(_ bytes: UnsafeRawBufferPointer) {
    base = bytes
    end = bytes.count
  }

  /// The one value these bytes hold.
  package static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONValue {
    var reader = JSONReader(bytes)
    return try reader.document()
  }

  /// The one value these bytes hold.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    let result = bytes.withUnsafeBytes { (buffer) -> Result<JSONValue, JSONError> in
      do throws(JSONError) { return .success(try parse(buffer)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// The one value this text holds.
  package static func parse(_ text: String) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8))
  }

  private mutating func document() throws(JSONError) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    if position < end { throw failure("there is more text after the JSON value") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipSpace()
    guard position < end else { throw failure("the text ends where a value was expected") }
    switch base[position] {
    case JSONCharacter.quote: return .string(try string())
    case JSONCharacter.openBrace: return .object(try members(depth: depth + 1))
    case JSONCharacter.openBracket: return .array(try elements(depth: depth + 1))
    case JSONCharacter.minus, JSONCharacter.zero...JSONCharacter.nine: return try number()
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case 0xEF: throw failure("a byte order mark or other text stands where a value was expected")
    default: throw failure("this is not the start of a JSON value")
    }
  }

  private mutating func members(depth: Int) throws(JSONError) -> [JSONMember] {
    try open(depth: depth)
    var members: [JSONMember] = []
    if closes(JSONCharacter.closeBrace) { return members }
    var seen: Set<[UInt8]> = []
    while true {
      skipSpace()
      guard position < end, base[position] == JSONCharacter.quote else {
        throw failure("a member name was expected here")
      }
      let nameStart = position
      let name = try string()
      if isDuplicate(name, in: members, seen: &seen) {
        throw failure("the name \"\(name.clipped())\" is given twice in one object", at: nameStart)
      }
      skipSpace()
      guard position < end, base[position] == JSONCharacter.colon else { throw failure("a colon was expected here") }
      position += 1
      guard members.count < WireLimits.membersMax else {
        throw failure("an object has more than \(WireLimits.membersMax) members", at: nameStart)
      }
      members.append(JSONMember(name: name, value: try value(depth: depth)))
      if try endsList(JSONCharacter.closeBrace) { return members }
    }
  }

  private mutating func elements(depth: Int) throws(JSONError) -> [JSONValue] {
    try open(depth: depth)
    var elements: [JSONValue] = []
    if closes(JSONCharacter.closeBracket) { return elements }
    while true {
      elements.append(try value(depth: depth))
      if try endsList(JSONCharacter.closeBracket) { return elements }
    }
  }

  /// Names are compared by their bytes: strings that look the same in another normal form are equal in Swift.
  private func isDuplicate(_ name: String, in members: [JSONMember], seen: inout Set<[UInt8]>) -> Bool {
    if members.count < Self.scanMembersMax { return members.contains { $0.name.hasSameBytes(as: name) } }
    if seen.isEmpty { seen = Set(members.map { Array($0.name.utf8) }) }
    return !seen.insert(Array(name.utf8)).inserted
  }

  private mutating func open(depth: Int) throws(JSONError) {
    guard depth <= Self.depthMax else { throw failure("the nesting is deeper than \(Self.depthMax) levels") }
    position += 1
  }

  private mutating func closes(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < end, base[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func endsList(_ close: UInt8) throws(JSONError) -> Bool {
    skipSpace()
    guard position < end else { throw failure("the text ends inside an object or array") }
    let byte = base[position]
    guard byte == JSONCharacter.comma || byte == close else {
      throw failure("a comma or the end of the object or array was expected here")
    }
    position += 1
    return byte == close
  }

  private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let count = word.utf8CodeUnitCount
    guard end - position >= count else { throw failure("this is not the start of a JSON value") }
    for index in 0..<count where base[position + index] != word.utf8Start[index] {
      throw failure("this is not the start of a JSON value")
    }
    position += count
    return value
  }

  private mutating func skipSpace() {
    while position < end {
      switch base[position] {
      case JSONCharacter.space, JSONCharacter.newline, JSONCharacter.carriageReturn, JSONCharacter.tab: position += 1
      default: return
      }
    }
  }

  func failure(_ message: String, at place: Int? = nil) -> JSONError {
    let offset = min(place ?? position, end)
    var line = 1
    for index in 0..<offset where base[index] == JSONCharacter.newline { line += 1 }
    return JSONError(offset: offset, line: line, message: message)
  }
}
