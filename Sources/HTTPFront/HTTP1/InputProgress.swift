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
  /// What was parsed last are empty lines between two requests, of which nothing comes.
  private(set) var isBlank = false
  /// Of the four bytes that end a head, how many were the last ones; they need not have come together. Behind all four,
  /// and before the first request, empty lines change nothing.
  private var endLength = 4
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
      let lineEnds = bytes.reversed().prefix { $0.isLineEnd }.count
      isBlank = lineEnds == bytes.count && endLength == 4
      if lineEnds < bytes.count { endLength = 0 }
      for byte in bytes.suffix(lineEnds) { noteLineEnd(byte) }
      if endLength == 4 { return false }
      guard let bodyEnd else { return true }
      // Elsewhere it would be a copy, and say nothing.
      if bytes.addresses.contains(bodyEnd),
        !bytes.suffix(bytes.addresses.upperBound - bodyEnd).allSatisfy({ $0.isLineEnd })
      {
        return true
      }
      endLength = 4
      return false
    }
  }

  private mutating func noteLineEnd(_ byte: UInt8) {
    if endLength == 4 { return }
    let wanted = endLength % 2 == 0 ? UInt8.carriageReturn : UInt8.lineFeed
    if byte == wanted { endLength += 1 } else { endLength = byte == UInt8.carriageReturn ? 1 : 0 }
  }
}

extension UInt8 {
  fileprivate static let carriageReturn = UInt8(ascii: "\r")
  fileprivate static let lineFeed = UInt8(ascii: "\n")

  fileprivate var isLineEnd: Bool { self == Self.carriageReturn || self == Self.lineFeed }
}

extension UnsafeRawBufferPointer {
  fileprivate var addresses: Range<Int> {
    let start = Int(bitPattern: baseAddress)
    return start..<start + count
  }
}
