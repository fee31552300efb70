// A Host field, or the host of an absolute target, read strictly: what is only half a host is none, because whoever asks
// and whoever judges would read it differently.

/// The host and port that a request says it is for.
struct HostField: Hashable, Sendable {
  /// Lower case, without brackets.
  let name: String
  /// As it was written; `nil` if there is none.
  let port: Int?

  /// RFC 3986, section 3.2.2, of which names with escapes are left out. `nil` for anything else: `[::1].evil`,
  /// `localhost:evil`, `user@host`.
  init?(_ text: String) {
    let bytes = text.utf8
    let end: String.Index
    if bytes.first == UInt8(ascii: "[") {
      guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      let address = text[bytes.index(after: bytes.startIndex)..<bracket]
      guard !address.isEmpty, address.utf8.allSatisfy(Self.isInAddress) else { return nil }
      name = address.lowercased()
      end = bytes.index(after: bracket)
    } else {
      end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
      guard end > text.startIndex, text[..<end].utf8.allSatisfy(Self.isInName) else { return nil }
      name = text[..<end].lowercased()
    }
    guard end < text.endIndex else {
      port = nil
      return
    }
    let digits = text[text.utf8.index(after: end)...]
    guard bytes[end] == UInt8(ascii: ":"), digits.utf8.count <= 5, digits.utf8.allSatisfy(Self.isDigit) else {
      return nil
    }
    // A colon alone is the default port.
    guard let number = Int(digits) else {
      port = nil
      return
    }
    guard number <= 65_535 else { return nil }
    port = number
  }

  /// A name from the configuration, with or without a port; an IPv6 address may come without its brackets.
  init?(configured text: String) {
    let isBareAddress = text.utf8.first != UInt8(ascii: "[") && text.utf8.count { $0 == UInt8(ascii: ":") } > 1
    self.init(isBareAddress ? "[\(text)]" : text)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isInAddress(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x66).contains(byte | 0x20) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
  }

  private static func isInName(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || "-._~".utf8.contains(byte)
  }
}
