// Keys, as a terminal sends them.

/// A key that was pressed.
enum ScreenKey: Equatable, Sendable {
  case up
  case down
  case pageUp
  case pageDown
  case first
  case last
  case enter
  case escape
  case letter(Character)

  /// The keys that were read at a time; what is none of them is left out.
  static func parse(_ bytes: [UInt8]) -> [ScreenKey] {
    var keys: [ScreenKey] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      switch byte {
      case 0x1B: keys += sequence(&rest)
      case UInt8(ascii: "\r"), UInt8(ascii: "\n"): keys.append(.enter)
      case 0x20..<0x7F: keys.append(.letter(Character(Unicode.Scalar(byte))))
      default: continue
      }
    }
    return keys
  }

  /// Behind an escape: a sequence, or nothing, if it was the key itself.
  private static func sequence(_ rest: inout ArraySlice<UInt8>) -> [ScreenKey] {
    guard let kind = rest.first, kind == UInt8(ascii: "[") || kind == UInt8(ascii: "O") else { return [.escape] }
    rest = rest.dropFirst()
    let parameters = rest.prefix { 0x20...0x3F ~= $0 }
    rest = rest.dropFirst(parameters.count)
    guard let end = rest.popFirst() else { return [] }
    switch (end, String(decoding: parameters, as: UTF8.self)) {
    case (UInt8(ascii: "A"), _): return [.up]
    case (UInt8(ascii: "B"), _): return [.down]
    case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), "1"), (UInt8(ascii: "~"), "7"): return [.first]
    case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), "4"), (UInt8(ascii: "~"), "8"): return [.last]
    case (UInt8(ascii: "~"), "5"): return [.pageUp]
    case (UInt8(ascii: "~"), "6"): return [.pageDown]
    default: return []
    }
  }
}
