// UTF-8 out of bytes that need not be UTF-8.

import Testing

@testable import jobctl

@Suite struct UTF8StepTests {
  private func word(_ bytes: [UInt8]) -> String {
    switch UTF8Step(bytes, at: 0) {
    case .scalar(let scalar, let count): "\(scalar) \(count)"
    case .unfinished: "unfinished"
    case .noText: "none"
    }
  }

  @Test(arguments: ["a", "é", "日", "😀", "\u{80}", "\u{800}", "\u{FFFD}", "\u{10FFFF}"])
  func scalarsAreRead(_ text: String) {
    #expect(word(Array(text.utf8) + [0x41]) == "\(text) \(text.utf8.count)")
    for count in 1..<max(1, text.utf8.count) { #expect(word(Array(text.utf8.prefix(count))) == "unfinished") }
  }

  /// A continuation alone, a byte that is never one, longer than needed, a surrogate, beyond the last one.
  @Test(
    arguments: [
      [0x80], [0xFF], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xED, 0xA0, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xC3, 0x41],
    ] as [[UInt8]]) func othersAreNoText(_ bytes: [UInt8])
  {
    #expect(word(bytes) == "none")
  }
}
