// A text that is looked for in others: byte by byte, so that the same bytes are always found, whatever Unicode says of them.

/// A part of texts, whatever the case of its ASCII letters.
struct TextNeedle: Sendable {
  private let bytes: [UInt8]

  init(_ text: String) {
    bytes = text.utf8.map(Self.folded)
  }

  /// Whether `text` has it in it.
  func isPart(of text: String) -> Bool {
    var text = text
    return text.withUTF8 { isPart(of: $0) }
  }

  private func isPart(of text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first else { return true }
    guard text.count >= bytes.count else { return false }
    for start in 0...(text.count - bytes.count) where Self.folded(text[start]) == first {
      if bytes.indices.allSatisfy({ Self.folded(text[start + $0]) == bytes[$0] }) { return true }
    }
    return false
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte + 32 : byte
  }
}
