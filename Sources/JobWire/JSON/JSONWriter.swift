// Writes responses and requests as compact JSON into one growing byte array; nothing is allocated per field.

/// An append-only JSON writer. Commas are its business; well-formed nesting is the caller's.
package struct JSONWriter: Sendable {
  /// What has been written so far.
  package private(set) var bytes: [UInt8]
  private var needsComma = false

  package init(capacity: Int = 1_024) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// Hands out what has been written so far; what is written next goes on behind it.
  package mutating func takeBytes() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// What has been written so far, as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package mutating func beginObject() { begin(JSONCharacter.openBrace) }
  package mutating func endObject() { end(JSONCharacter.closeBrace) }
  package mutating func beginArray() { begin(JSONCharacter.openBracket) }
  package mutating func endArray() { end(JSONCharacter.closeBracket) }

  /// The name of the next value, for a name that needs no escapes.
  package mutating func name(_ name: StaticString) {
    separate()
    bytes.append(JSONCharacter.quote)
    bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    bytes.append(JSONCharacter.quote)
    bytes.append(JSONCharacter.colon)
    needsComma = false
  }

  /// The name of the next value, for a name that comes from data.
  package mutating func name(data name: String) {
    separate()
    appendQuoted(name)
    bytes.append(JSONCharacter.colon)
    needsComma = false
  }

  package mutating func string(_ value: String) {
    separate()
    appendQuoted(value)
  }

  package mutating func integer(_ value: Int64) {
    separate()
    if value < 0 { bytes.append(JSONCharacter.minus) }
    appendDigits(value.magnitude)
  }

  /// A finite number; NaN and infinities are the caller's error.
  package mutating func number(_ value: Double) {
    precondition(value.isFinite, "JSON has no way to write \(value)")
    separate()
    bytes.append(contentsOf: value.description.utf8)
  }

  package mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }
  package mutating func null() { literal("null") }

  /// Already encoded JSON: exactly one value.
  package mutating func raw(_ json: some Sequence<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// A quoted string whose characters, all plain ASCII, `body` appends.
  mutating func quotedASCII(_ body: (inout [UInt8]) -> Void) {
    separate()
    bytes.append(JSONCharacter.quote)
    body(&bytes)
    bytes.append(JSONCharacter.quote)
  }

  /// A line break between two values of an NDJSON stream.
  package mutating func newline() {
    bytes.append(JSONCharacter.newline)
    needsComma = false
  }

  private mutating func begin(_ byte: UInt8) {
    separate()
    bytes.append(byte)
    needsComma = false
  }

  private mutating func end(_ byte: UInt8) {
    bytes.append(byte)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(JSONCharacter.comma) }
    needsComma = true
  }

  private mutating func literal(_ word: StaticString) {
    separate()
    bytes.append(contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  private mutating func appendDigits(_ value: UInt64) {
    guard value >= 10 else { return bytes.append(JSONCharacter.zero + UInt8(truncatingIfNeeded: value)) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = value
      var index = 20
      while rest > 0 {
        index -= 1
        digits[index] = JSONCharacter.zero + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[index..<20]))
    }
  }

  private mutating func appendQuoted(_ value: String) {
    bytes.append(JSONCharacter.quote)
    let isDone: Void? = value.utf8.withContiguousStorageIfAvailable { appendEscaped($0) }
    if isDone == nil { Array(value.utf8).withUnsafeBufferPointer { appendEscaped($0) } }
    bytes.append(JSONCharacter.quote)
  }

  private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    for index in 0..<text.count {
      let byte = text[index]
      guard byte < JSONCharacter.space || byte == JSONCharacter.quote || byte == JSONCharacter.backslash else {
        continue
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
      appendEscape(byte)
      start = index + 1
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<text.count]))
  }

  private mutating func appendEscape(_ byte: UInt8) {
    bytes.append(JSONCharacter.backslash)
    switch byte {
    case JSONCharacter.quote, JSONCharacter.backslash: bytes.append(byte)
    case JSONCharacter.newline: bytes.append(UInt8(ascii: "n"))
    case JSONCharacter.carriageReturn: bytes.append(UInt8(ascii: "r"))
    case JSONCharacter.tab: bytes.append(UInt8(ascii: "t"))
    default:
      let low = byte & 0x0F
      bytes.append(contentsOf: [
        UInt8(ascii: "u"), JSONCharacter.zero, JSONCharacter.zero, JSONCharacter.zero + (byte >> 4),
      ])
      bytes.append(low < 10 ? JSONCharacter.zero + low : UInt8(ascii: "a") + low - 10)
    }
  }
}
