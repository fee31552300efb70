// Writes one message of the worker protocol: a JSON object on a line of its own.

/// An object that is being written.
struct FrameWriter {
  private(set) var bytes: [UInt8]
  private var needsComma = false

  init(_ type: StaticString, capacity: Int = 128) {
    bytes = []
    bytes.reserveCapacity(capacity)
    bytes.append(JSONByte.openBrace)
    field("type", type.description)
  }

  /// Without a type, for a file of lines.
  init(capacity: Int = 128) {
    bytes = []
    bytes.reserveCapacity(capacity)
    bytes.append(JSONByte.openBrace)
  }

  /// The line, ended.
  consuming func line() -> [UInt8] {
    bytes.append(JSONByte.closeBrace)
    bytes.append(JSONByte.newline)
    return bytes
  }

  // MARK: Fields

  mutating func field(_ name: StaticString, _ text: String) {
    begin(name)
    quote(text)
  }

  mutating func field(_ name: StaticString, _ text: String?) {
    if let text { field(name, text) }
  }

  mutating func field<Integer: FixedWidthInteger>(_ name: StaticString, _ number: Integer) {
    begin(name)
    bytes.append(contentsOf: "\(number)".utf8)
  }

  mutating func field<Integer: FixedWidthInteger>(_ name: StaticString, _ number: Integer?) {
    if let number { field(name, number) }
  }

  mutating func field(_ name: StaticString, _ number: Double?) {
    guard let number, number.isFinite else { return }
    begin(name)
    bytes.append(contentsOf: number.description.utf8)
  }

  mutating func field(_ name: StaticString, _ truth: Bool) {
    begin(name)
    bytes.append(contentsOf: (truth ? "true" : "false").utf8)
  }

  /// JSON as it is, but for line ends, which can only be space between its parts.
  mutating func field(_ name: StaticString, json: some Sequence<UInt8>) {
    begin(name)
    for byte in json {
      bytes.append(byte == JSONByte.newline || byte == JSONByte.carriageReturn ? JSONByte.space : byte)
    }
  }

  mutating func field(_ name: StaticString, _ texts: [String]) {
    list(name, texts) { writer, text in writer.quote(text) }
  }

  mutating func field(_ name: StaticString, _ table: [String: String]) {
    begin(name)
    bytes.append(JSONByte.openBrace)
    needsComma = false
    for (key, value) in table {
      separate()
      quote(key)
      bytes.append(JSONByte.colon)
      quote(value)
    }
    bytes.append(JSONByte.closeBrace)
    needsComma = true
  }

  /// A list of objects; `write` writes the fields of one.
  mutating func objects<Element>(_ name: StaticString, _ elements: [Element], _ write: (inout Self, Element) -> Void) {
    list(name, elements) { writer, element in
      writer.bytes.append(JSONByte.openBrace)
      writer.needsComma = false
      write(&writer, element)
      writer.bytes.append(JSONByte.closeBrace)
    }
  }

  // MARK: Parts

  private mutating func list<Element>(
    _ name: StaticString, _ elements: [Element], _ write: (inout Self, Element) -> Void
  ) {
    begin(name)
    bytes.append(JSONByte.openBracket)
    needsComma = false
    for element in elements {
      separate()
      write(&self, element)
      needsComma = true
    }
    bytes.append(JSONByte.closeBracket)
    needsComma = true
  }

  private mutating func begin(_ name: StaticString) {
    separate()
    bytes.append(JSONByte.quote)
    bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    bytes.append(JSONByte.quote)
    bytes.append(JSONByte.colon)
  }

  private mutating func separate() {
    if needsComma { bytes.append(JSONByte.comma) }
    needsComma = true
  }

  private mutating func quote(_ text: String) {
    bytes.append(JSONByte.quote)
    for byte in text.utf8 {
      switch byte {
      case JSONByte.quote, JSONByte.backslash:
        bytes.append(JSONByte.backslash)
        bytes.append(byte)
      case 0..<JSONByte.space: bytes.append(contentsOf: Self.escapes[Int(byte)])
      default: bytes.append(byte)
      }
    }
    bytes.append(JSONByte.quote)
  }

  private static let escapes: [[UInt8]] = (0..<32).map { code in
    let digits = String(code, radix: 16)
    return Array("\\u\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits)".utf8)
  }
}
