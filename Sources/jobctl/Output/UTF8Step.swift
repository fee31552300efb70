// UTF-8 read scalar by scalar out of bytes that need not be UTF-8, and that may end in the middle of one.

/// What stands at a place among bytes.
enum UTF8Step {
  case scalar(Unicode.Scalar, bytes: Int)
  /// The bytes end before the scalar does.
  case unfinished
  case noText

  init(_ bytes: [UInt8], at place: Int) {
    let lead = bytes[place]
    let (length, first): (Int, UInt32)
    switch lead {
    case 0..<0x80: (length, first) = (1, UInt32(lead))
    case 0xC2...0xDF: (length, first) = (2, UInt32(lead & 0x1F))
    case 0xE0...0xEF: (length, first) = (3, UInt32(lead & 0x0F))
    case 0xF0...0xF4: (length, first) = (4, UInt32(lead & 0x07))
    default:
      self = .noText
      return
    }
    let tail = bytes[(place + 1)...].prefix(length - 1)
    guard tail.allSatisfy({ $0 & 0xC0 == 0x80 }) else {
      self = .noText
      return
    }
    guard tail.count == length - 1 else {
      self = .unfinished
      return
    }
    let value = tail.reduce(first) { $0 << 6 | UInt32($1 & 0x3F) }
    let shortest: [UInt32] = [0, 0x80, 0x800, 0x1_0000]
    if value >= shortest[length - 1], let scalar = Unicode.Scalar(value) {
      self = .scalar(scalar, bytes: length)
    } else {
      self = .noText
    }
  }
}
