// Makes random JSON texts, and damages them, from a seed.

/// A seeded source of JSON texts.
struct JSONGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A valid text with at most this nesting.
  mutating func text(depth: Int) -> String {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &self) {
    case 0: pick(["null", "true", "false"])
    case 1: "\(Int64.random(in: -100...100, using: &self))"
    case 2: pick(["9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e308", "-0", "5E1", "0.5"])
    case 3: "\(Double.random(in: -1e6...1e6, using: &self))"
    case 4, 5: string()
    case 6, 7:
      "{"
        + (0..<count()).map { "\(space())\"k\($0)\(pick(["", "é", "\\n"]))\"\(space()):\(text(depth: depth - 1))" }
        .joined(separator: ",") + space() + "}"
    default: "[" + (0..<count()).map { _ in space() + text(depth: depth - 1) + space() }.joined(separator: ",") + "]"
    }
  }

  /// Removes, repeats, replaces or inserts a few bytes.
  mutating func damage(_ bytes: inout [UInt8]) {
    for _ in 0..<Int.random(in: 1...2, using: &self) where !bytes.isEmpty {
      let index = Int.random(in: bytes.indices, using: &self)
      switch Int.random(in: 0..<4, using: &self) {
      case 0: bytes.remove(at: index)
      case 1: bytes.insert(bytes[index], at: index)
      case 2: bytes[index] = Array("{}[]\",:0e.-\\u \u{1}x".utf8).randomElement(using: &self) ?? 0
      default: bytes.insert(UInt8.random(in: 0...255, using: &self), at: index)
      }
    }
  }

  private mutating func count() -> Int { Int.random(in: 0...4, using: &self) }

  private mutating func space() -> String { pick(["", "", "", " ", "\n", "\t \r"]) }

  private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &self) ?? "" }

  private mutating func string() -> String {
    let parts = [
      "a", "xyz", "é", "😀", "\\n", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00", "\\u0000", " ", "/", "\u{7f}",
    ]
    return "\"" + (0..<count()).map { _ in pick(parts) }.joined() + "\""
  }
}
