// `--json`: the wire form of an answer, one value a line.

import JobWire

/// Prints answers as the daemon wrote them.
enum JSONOutput {
  static func write(_ value: some WireEncodable) throws(CommandFailure) {
    try Console.data(escaped(value.jsonBytes()) + [UInt8(ascii: "\n")])
  }

  /// The same JSON without characters that a terminal obeys: beyond ASCII, JSON may have them as they are.
  static func escaped(_ json: [UInt8]) -> [UInt8] {
    guard json.contains(where: { $0 >= 0x7F }) else { return json }
    var shown: [UInt8] = []
    shown.reserveCapacity(json.count)
    var place = 0
    while place < json.count {
      guard json[place] >= 0x7F, case .scalar(let scalar, let length) = UTF8Step(json, at: place) else {
        shown.append(json[place])
        place += 1
        continue
      }
      if SafeText.isControl(scalar) {
        for unit in UTF16.encode(scalar).map(Array.init) ?? [] { shown += escape(unit).utf8 }
      } else {
        shown += json[place..<(place + length)]
      }
      place += length
    }
    return shown
  }

  private static func escape(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
