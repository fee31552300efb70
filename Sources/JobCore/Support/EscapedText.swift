// Escapes in a URL. The HTTP client that is used asks for "/" if the path is not UTF-8 once its escapes are undone, and
// mends a lone "%" in its own way: the request would go to another place than the URL says. So such URLs are refused.

/// Checks what stands behind each "%".
package enum EscapedText {
  /// What is wrong with the escapes of a URL; `nil` if nothing is.
  package static func fault(in url: String) -> String? {
    var bytes: [UInt8] = []
    var text = url.utf8[...]
    while let byte = text.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = text.popFirst().flatMap(digit), let low = text.popFirst().flatMap(digit) else {
        return "has a % without two hexadecimal digits; write %25 for the sign itself"
      }
      bytes.append(high << 4 | low)
    }
    if String(validating: bytes, as: UTF8.self) == nil {
      return "has escapes that are not UTF-8, which cannot be sent as they are"
    }
    return nil
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
