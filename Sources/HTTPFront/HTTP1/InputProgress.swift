// Where a connection stands with the bytes it is sent, as far as they are not parsed.

import NIOCore
import NIOHTTP1

/// What becomes of the bytes that a peer sends.
struct InputProgress {
  /// Bytes wait to be parsed.
  var hasWaiting = false
  /// What comes from now on is not read as a request: the last one has come, or something that is none.
  private(set) var isOver = false
  /// Something came after that. Closing a socket with unread bytes resets the connection, and more may be on its way.
  var hasDropped = false
  /// The parser has the beginning of a head, behind the last whole request if there is one.
  private(set) var hasBegunHead = false
  /// The last four bytes that were parsed; they need not have come together.
  private var lastBytes: UInt32 = 0
  /// Where in memory the last body of the bytes that are being parsed ends.
  private var bodyEnd: Int?

  mutating func end() {
    isOver = true
  }

  /// The parser does not say how far a request went, and what is left of the bytes behind it shows only in where they
  /// lie: the parts of a body are parts of those bytes.
  mutating func parsed(_ part: HTTPServerRequestPart) {
    switch part {
    case .head: bodyEnd = nil
    case .body(let bytes): bodyEnd = bytes.withUnsafeReadableBytes { $0.addresses.upperBound }
    case .end: break
    }
  }

  /// The parser is given these bytes next.
  mutating func willParse() {
    hasBegunHead = false
    bodyEnd = nil
  }

  /// The parser has had these bytes. What ends with an empty line ends with a head, or with chunks; what ends with a body
  /// has none behind it; and lines without a word are no head.
  mutating func didParse(_ bytes: ByteBuffer) {
    hasBegunHead = bytes.withUnsafeReadableBytes { bytes in
      for byte in bytes.suffix(4) { lastBytes = lastBytes << 8 | UInt32(byte) }
      if lastBytes == 0x0D0A_0D0A { return false }
      guard let bodyEnd else { return true }
      // Elsewhere it would be a copy, and say nothing.
      guard bytes.addresses.contains(bodyEnd) else { return false }
      return !bytes.suffix(bytes.addresses.upperBound - bodyEnd).allSatisfy { $0 == 0x0D || $0 == 0x0A }
    }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate var addresses: Range<Int> {
    let start = Int(bitPattern: baseAddress)
    return start..<start + count
  }
}
