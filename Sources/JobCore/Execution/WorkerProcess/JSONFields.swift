// The members of one JSON object, found in one pass and read when they are asked for; what nobody asks for is only
// proved to be JSON.

import struct Foundation.Data

/// The members of an object whose names are known.
struct JSONFields {
  private let text: UnsafeRawBufferPointer
  private let names: [StaticString]
  private var places: [Range<Int>?]

  /// - Parameters:
  ///   - names: those to keep; others are skipped.
  ///   - depthMax: how deep it may be nested, the object itself included.
  init(
    _ text: UnsafeRawBufferPointer, _ names: [StaticString], depthMax: Int = Limits.jsonDepthMax
  ) throws(JSONFault) {
    if !JSONScanner.isUTF8(text) { throw JSONFault(what: "it is not UTF-8") }
    var scanner = JSONScanner(text, depthMax: depthMax)
    try self.init(&scanner, names)
    try scanner.end()
  }

  /// The object that follows in `scanner`.
  init(_ scanner: inout JSONScanner, _ names: [StaticString]) throws(JSONFault) {
    text = scanner.text
    self.names = names
    places = Array(repeating: nil, count: names.count)
    try scanner.open(JSONByte.openBrace)
    var isFirst = true
    while let name = try scanner.name(isFirst: isFirst) {
      isFirst = false
      let index = index(of: name)
      let value = try scanner.value(depth: 1)
      guard let index else { continue }
      if places[index] != nil { throw JSONFault(what: "\"\(names[index])\" is given twice") }
      places[index] = value
    }
  }

  /// Where the member's value stands; `nil` for one that is missing or null.
  private func place(_ name: StaticString) -> Range<Int>? {
    guard
      let place = names.firstIndex(where: { $0.utf8Start == name.utf8Start || $0.isSame(as: name) }).map({ places[$0] })
    else { return nil }
    return place.flatMap { text[$0.lowerBound] == UInt8(ascii: "n") ? nil : $0 }
  }

  // MARK: Values

  func text(_ name: StaticString) throws(JSONFault) -> String? {
    guard let place = place(name) else { return nil }
    guard text[place.lowerBound] == JSONByte.quote else { throw JSONFault(what: "\"\(name)\" must be a text") }
    return Self.decode(UnsafeRawBufferPointer(rebasing: text[place.lowerBound + 1..<place.upperBound - 1]))
  }

  func required(_ name: StaticString) throws(JSONFault) -> String {
    guard let text = try text(name) else { throw JSONFault(what: "\"\(name)\" is missing") }
    return text
  }

  func number(_ name: StaticString) throws(JSONFault) -> Double? {
    guard let place = place(name) else { return nil }
    let first = text[place.lowerBound]
    guard first == JSONByte.minus || (JSONByte.zero...JSONByte.nine).contains(first),
      let number = Double(raw(place)), number.isFinite
    else { throw JSONFault(what: "\"\(name)\" must be a number") }
    return number
  }

  /// A whole number; `5.0` is one.
  func integer(_ name: StaticString) throws(JSONFault) -> Int64? {
    guard let place = place(name) else { return nil }
    if let integer = Int64(raw(place)) { return integer }
    guard let integer = try number(name).flatMap({ Int64(exactly: $0) }) else {
      throw JSONFault(what: "\"\(name)\" must be a whole number")
    }
    return integer
  }

  func truth(_ name: StaticString) throws(JSONFault) -> Bool? {
    guard let place = place(name) else { return nil }
    switch text[place.lowerBound] {
    case UInt8(ascii: "t"): return true
    case UInt8(ascii: "f"): return false
    default: throw JSONFault(what: "\"\(name)\" must be true or false")
    }
  }

  /// The value as it was written; `nil` for one that is missing or null.
  func bytes(_ name: StaticString) -> [UInt8]? {
    place(name).map { [UInt8](text[$0]) }
  }

  /// Bytes in base64.
  func base64(_ name: StaticString) throws(JSONFault) -> [UInt8]? {
    guard let place = place(name) else { return nil }
    let isText = text[place.lowerBound] == JSONByte.quote
    let inner = isText ? text[place.lowerBound + 1..<place.upperBound - 1] : text[place]
    guard isText, let data = Data(base64Encoded: Data(inner)) else {
      throw JSONFault(what: "\"\(name)\" must be a text in base64")
    }
    return [UInt8](data)
  }

  /// The texts of an array.
  func texts(_ name: StaticString) throws(JSONFault) -> [String]? {
    guard let place = place(name) else { return nil }
    var texts: [String] = []
    try elements(of: place, name) { (scanner) throws(JSONFault) in
      let value = try scanner.value(depth: 2)
      guard text[value.lowerBound + place.lowerBound] == JSONByte.quote else {
        throw JSONFault(what: "\"\(name)\" must be a list of texts")
      }
      let inner = value.lowerBound + place.lowerBound + 1..<value.upperBound + place.lowerBound - 1
      texts.append(Self.decode(UnsafeRawBufferPointer(rebasing: text[inner])))
    }
    return texts
  }

  /// The objects of an array, each as the members named `names`.
  func objects(_ name: StaticString, _ names: [StaticString]) throws(JSONFault) -> [JSONFields]? {
    guard let place = place(name) else { return nil }
    var objects: [JSONFields] = []
    try elements(of: place, name) { (scanner) throws(JSONFault) in objects.append(try JSONFields(&scanner, names)) }
    return objects
  }

  /// The members of an object whose values are texts.
  func table(_ name: StaticString) throws(JSONFault) -> [String: String]? {
    guard let place = place(name) else { return nil }
    let inner = UnsafeRawBufferPointer(rebasing: text[place])
    var scanner = JSONScanner(inner)
    try scanner.open(JSONByte.openBrace)
    var table: [String: String] = [:]
    var isFirst = true
    while let key = try scanner.name(isFirst: isFirst) {
      isFirst = false
      let value = try scanner.value(depth: 2)
      guard inner[value.lowerBound] == JSONByte.quote else {
        throw JSONFault(what: "\"\(name)\" must be a table of texts")
      }
      table[Self.decode(inner, key)] = Self.decode(inner, value)
    }
    return table
  }

  // MARK: Parts

  private func elements(
    of place: Range<Int>, _ name: StaticString, _ body: (inout JSONScanner) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    var scanner = JSONScanner(UnsafeRawBufferPointer(rebasing: text[place]))
    try scanner.open(JSONByte.openBracket)
    var isFirst = true
    while try scanner.hasElement(isFirst: isFirst) {
      isFirst = false
      try body(&scanner)
    }
  }

  private func raw(_ place: Range<Int>) -> String {
    String(decoding: text[place], as: UTF8.self)
  }

  /// Which of the names stands at `place`, quotes included.
  private func index(of place: Range<Int>) -> Int? {
    let name = UnsafeRawBufferPointer(rebasing: text[place.lowerBound + 1..<place.upperBound - 1])
    if let index = names.firstIndex(where: { $0.isSame(as: name) }) { return index }
    // Nobody writes a plain name with escapes, but JSON lets them.
    guard name.contains(JSONByte.backslash) else { return nil }
    let decoded = Self.decode(name)
    return names.firstIndex { $0.description == decoded }
  }

  private static func decode(_ text: UnsafeRawBufferPointer, _ quoted: Range<Int>) -> String {
    decode(UnsafeRawBufferPointer(rebasing: text[quoted.lowerBound + 1..<quoted.upperBound - 1]))
  }

  /// The text that a string stands for; it has been proved to be one.
  private static func decode(_ raw: UnsafeRawBufferPointer) -> String {
    guard raw.contains(JSONByte.backslash) else { return String(decoding: raw, as: UTF8.self) }
    var units: [UInt8] = []
    units.reserveCapacity(raw.count)
    var index = 0
    while index < raw.count {
      if raw[index] != JSONByte.backslash {
        units.append(raw[index])
        index += 1
        continue
      }
      switch raw[index + 1] {
      case UInt8(ascii: "b"): units.append(8)
      case UInt8(ascii: "f"): units.append(12)
      case UInt8(ascii: "n"): units.append(JSONByte.newline)
      case UInt8(ascii: "r"): units.append(JSONByte.carriageReturn)
      case UInt8(ascii: "t"): units.append(JSONByte.tab)
      case UInt8(ascii: "u"):
        var scalar = codeUnit(raw, index)
        if scalar & 0xFC00 == 0xD800 {
          scalar = 0x10000 + (scalar & 0x3FF) << 10 + codeUnit(raw, index + 6) & 0x3FF
          index += 6
        }
        units.append(contentsOf: Unicode.Scalar(scalar).map { Array(String($0).utf8) } ?? [])
        index += 4
      case let plain: units.append(plain)
      }
      index += 2
    }
    return String(decoding: units, as: UTF8.self)
  }

  /// The four digits of `\uXXXX` at `index`.
  private static func codeUnit(_ raw: UnsafeRawBufferPointer, _ index: Int) -> UInt32 {
    raw[index + 2..<index + 6].reduce(0) { $0 << 4 | UInt32(JSONByte.hexadecimal($1) ?? 0) }
  }
}

extension StaticString {
  fileprivate func isSame(as bytes: UnsafeRawBufferPointer) -> Bool {
    utf8CodeUnitCount == bytes.count
      && UnsafeRawBufferPointer(start: utf8Start, count: bytes.count).elementsEqual(bytes)
  }

  fileprivate func isSame(as other: StaticString) -> Bool {
    isSame(as: UnsafeRawBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount))
  }
}
