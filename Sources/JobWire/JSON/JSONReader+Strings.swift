// The string half of the JSON reader: a straight copy for plain text, escapes and UTF-8 validation where needed.

extension JSONReader {
  mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    var isPlain = true
    while position < end {
      let byte = base[position]
      if byte == JSONCharacter.quote {
        let text = UnsafeRawBufferPointer(rebasing: base[start..<position])
        position += 1
        if isPlain { return String(decoding: text, as: UTF8.self) }
        return try validated(text, from: start)
      }
      if byte == JSONCharacter.backslash { return try escapedString(from: start) }
      if byte < JSONCharacter.space {
        throw failure("a control character must be written as an escape inside a string")
      }
      if byte >= 0x80 { isPlain = false }
      position += 1
    }
    throw failure("the text ends inside a string")
  }

  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var text = [UInt8](base[start..<position])
    while position < end {
      let byte = base[position]
      switch byte {
      case JSONCharacter.quote:
        position += 1
        return try text.withUnsafeBytesTyped { (bytes) throws(JSONError) in try validated(bytes, from: start) }
      case JSONCharacter.backslash:
        try escape(into: &text)
      case 0..<JSONCharacter.space:
        throw failure("a control character must be written as an escape inside a string")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw failure("the text ends inside a string")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard position + 1 < end else { throw failure("the text ends inside a string") }
    let code = base[position + 1]
    let plain: UInt8
    switch code {
    case JSONCharacter.quote, JSONCharacter.backslash, JSONCharacter.slash: plain = code
    case UInt8(ascii: "b"): plain = 0x08
    case UInt8(ascii: "f"): plain = 0x0C
    case UInt8(ascii: "n"): plain = JSONCharacter.newline
    case UInt8(ascii: "r"): plain = JSONCharacter.carriageReturn
    case UInt8(ascii: "t"): plain = JSONCharacter.tab
    case UInt8(ascii: "u"): return try unicodeEscape(into: &text)
    default: throw failure("this escape does not exist in JSON")
    }
    text.append(plain)
    position += 2
  }

  private mutating func unicodeEscape(into text: inout [UInt8]) throws(JSONError) {
    let start = position
    let first = try codeUnit()
    var scalarValue = UInt32(first)
    if first & 0xFC00 == 0xD800 {
      guard position + 1 < end, base[position] == JSONCharacter.backslash, base[position + 1] == UInt8(ascii: "u")
      else {
        throw failure("half of a surrogate pair stands alone", at: start)
      }
      let second = try codeUnit()
      guard second & 0xFC00 == 0xDC00 else { throw failure("half of a surrogate pair stands alone", at: start) }
      scalarValue = 0x10000 + (UInt32(first & 0x3FF) << 10) + UInt32(second & 0x3FF)
    }
    guard let scalar = Unicode.Scalar(scalarValue) else {
      throw failure("half of a surrogate pair stands alone", at: start)
    }
    text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  /// Reads `\uXXXX` at the position.
  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    guard position + 6 <= end else { throw failure("the text ends inside a string") }
    var unit: UInt16 = 0
    for index in position + 2..<position + 6 {
      let digit: UInt8
      switch base[index] {
      case let byte where byte >= JSONCharacter.zero && byte <= JSONCharacter.nine: digit = byte - JSONCharacter.zero
      case let byte where byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "f"):
        digit = (byte | 0x20) - UInt8(ascii: "a") + 10
      default: throw failure("four hexadecimal digits were expected here", at: index)
      }
      unit = unit << 4 | UInt16(digit)
    }
    position += 6
    return unit
  }

  private func validated(_ bytes: UnsafeRawBufferPointer, from start: Int) throws(JSONError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("the string is not valid UTF-8", at: start)
    }
    return text
  }
}

extension [UInt8] {
  /// `withUnsafeBytes` for a body with typed errors.
  fileprivate func withUnsafeBytesTyped<T>(
    _ body: (UnsafeRawBufferPointer) throws(JSONError) -> T
  ) throws(JSONError) -> T {
    let result = withUnsafeBytes { (bytes) -> Result<T, JSONError> in
      do throws(JSONError) { return .success(try body(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
