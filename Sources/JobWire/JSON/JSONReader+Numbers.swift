// The number half of the JSON reader: RFC 8259 grammar, exact 64-bit integers, and the text of what would be written
// otherwise than it was read.

extension JSONReader {
  mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    let isNegative = base[position] == JSONCharacter.minus
    if isNegative { position += 1 }
    guard let magnitude = try integerPart() else { return try double(from: start) }
    let isFraction = position < end && isFractionOrExponent(base[position])
    if isFraction { return try double(from: start) }
    if isNegative {
      if magnitude == 0 { return .decimal("-0") }
      // Int64.min has a magnitude one above Int64.max.
      if magnitude == UInt64(Int64.max) + 1 { return .integer(.min) }
      if magnitude <= UInt64(Int64.max) { return .integer(-Int64(magnitude)) }
    } else if magnitude <= UInt64(Int64.max) {
      return .integer(Int64(magnitude))
    }
    return try double(from: start)
  }

  /// Reads the digits before any fraction; nil when they do not fit 64 bits.
  private mutating func integerPart() throws(JSONError) -> UInt64? {
    guard position < end, isDigit(base[position]) else { throw failure("a digit was expected here") }
    if base[position] == JSONCharacter.zero {
      position += 1
      if position < end, isDigit(base[position]) { throw failure("a number must not start with a zero") }
      return 0
    }
    var magnitude: UInt64 = 0
    var isOver = false
    while position < end, isDigit(base[position]) {
      let (product, overMultiply) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, overAdd) = product.addingReportingOverflow(UInt64(base[position] - JSONCharacter.zero))
      isOver = isOver || overMultiply || overAdd
      magnitude = sum
      position += 1
    }
    return isOver ? nil : magnitude
  }

  private mutating func double(from start: Int) throws(JSONError) -> JSONValue {
    if position < end, base[position] == JSONCharacter.dot {
      position += 1
      try digits()
    }
    if position < end, base[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < end, base[position] == JSONCharacter.plus || base[position] == JSONCharacter.minus { position += 1 }
      try digits()
    }
    let text = String(decoding: UnsafeRawBufferPointer(rebasing: base[start..<position]), as: UTF8.self)
    if let value = Double(text), value.isFinite, value.description == text { return .number(value) }
    return .decimal(text)
  }

  private mutating func digits() throws(JSONError) {
    guard position < end, isDigit(base[position]) else { throw failure("a digit was expected here") }
    while position < end, isDigit(base[position]) { position += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= JSONCharacter.zero && byte <= JSONCharacter.nine }

  private func isFractionOrExponent(_ byte: UInt8) -> Bool {
    byte == JSONCharacter.dot || byte | 0x20 == UInt8(ascii: "e")
  }
}
