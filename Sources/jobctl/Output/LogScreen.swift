// The output of jobs on a terminal: text and colours pass; what moves the cursor, sets titles or makes the terminal answer
// does not.

/// Makes the bytes of one stream harmless, a piece at a time.
struct LogScreen: Sendable {
  /// A longer sequence is none.
  private static let sequenceBytesMax = 64
  private static let escape: UInt8 = 0x1B
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let reset = Array("\u{1B}[0m".utf8)

  /// Whether colours are welcome.
  let hasColor: Bool
  /// The beginning of something that has not come to its end.
  private var rest: [UInt8] = []
  private var isColoured = false

  init(hasColor: Bool) { self.hasColor = hasColor }

  /// That of stdout; nil if it is no terminal: then the bytes go as they are.
  static var ofOutput: LogScreen? {
    let terminal = Terminal.current
    return terminal.width == nil ? nil : LogScreen(hasColor: terminal.hasColor)
  }

  /// What of it may be shown by now.
  mutating func take(_ piece: [UInt8]) -> [UInt8] { show(piece, isLast: false) }

  /// What is left at the end.
  mutating func finish() -> [UInt8] {
    let shown = show([], isLast: true)
    defer { isColoured = false }
    return isColoured ? shown + Self.reset : shown
  }

  private mutating func show(_ piece: [UInt8], isLast: Bool) -> [UInt8] {
    let bytes = rest + piece
    rest = []
    var shown: [UInt8] = []
    shown.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      let length: Int?
      switch byte {
      case Self.lineFeed: length = endLine(&shown)
      case UInt8(ascii: "\t"), 0x20..<0x7F:
        shown.append(byte)
        length = 1
      case Self.carriageReturn: length = returns(bytes[place...], &shown, isLast)
      case Self.escape: length = sequence(bytes[place...], &shown, isLast)
      default: length = scalar(bytes, place, &shown, isLast)
      }
      guard let length else {
        rest = Array(bytes[place...])
        break
      }
      place += length
    }
    return shown
  }

  /// A colour ends with its line, so that none is taken for what others say.
  private mutating func endLine(_ shown: inout [UInt8]) -> Int {
    if isColoured { shown += Self.reset }
    isColoured = false
    shown.append(Self.lineFeed)
    return 1
  }

  /// What goes back to the beginning of the line to write over it gets a line of its own.
  private mutating func returns(_ bytes: ArraySlice<UInt8>, _ shown: inout [UInt8], _ isLast: Bool) -> Int? {
    let count = bytes.prefix { $0 == Self.carriageReturn }.count
    guard let next = bytes.dropFirst(count).first else {
      if !isLast { return nil }
      _ = endLine(&shown)
      return count
    }
    if next != Self.lineFeed { _ = endLine(&shown) }
    return count
  }

  /// A sequence of control: colours pass, others are left out; they bear no text. What begins otherwise might hide text,
  /// and is shown.
  private mutating func sequence(_ bytes: ArraySlice<UInt8>, _ shown: inout [UInt8], _ isLast: Bool) -> Int? {
    let start = bytes.dropFirst()
    if start.isEmpty, !isLast { return nil }
    if start.first == UInt8(ascii: "[") {
      let parameters = start.dropFirst().prefix(Self.sequenceBytesMax).prefix { 0x20...0x3F ~= $0 }
      let length = parameters.count + 3
      guard let end = bytes.dropFirst(length - 1).first else {
        if !isLast { return nil }
        return plain("\u{1B}", &shown)
      }
      if 0x40...0x7E ~= end {
        if end == UInt8(ascii: "m"), hasColor, let isColoured = Self.colour(parameters) {
          shown += bytes.prefix(length)
          self.isColoured = isColoured
        }
        return length
      }
    }
    return plain("\u{1B}", &shown)
  }

  /// Whether something is coloured behind it; nil if it is no look that may pass: hidden text is hidden from whoever
  /// looks at it.
  private static func colour(_ parameters: ArraySlice<UInt8>) -> Bool? {
    guard parameters.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ";") }) else {
      return nil
    }
    let parts = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    var numbers = parts.map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }[...]
    var isReset = false
    while let number = numbers.popFirst() {
      isReset = number == 0
      switch number {
      case 0...4, 7, 9, 21...25, 27...29, 30...37, 39...47, 49, 90...97, 100...107: continue
      case 38, 48: numbers = numbers.dropFirst(numbers.first == 2 ? 4 : 2)
      default: return nil
      }
    }
    return !isReset
  }

  private func scalar(_ bytes: [UInt8], _ place: Int, _ shown: inout [UInt8], _ isLast: Bool) -> Int? {
    switch UTF8Step(bytes, at: place) {
    case .scalar(let scalar, let length):
      // Joiners are part of words and pictures.
      if SafeText.isControl(scalar), scalar != "\u{200C}", scalar != "\u{200D}" { return plain(scalar, &shown, length) }
      shown += bytes[place..<(place + length)]
      return length
    case .unfinished where !isLast: return nil
    case .unfinished, .noText:
      shown += "\\x\(String(bytes[place], radix: 16))".utf8
      return 1
    }
  }

  private func plain(_ scalar: Unicode.Scalar, _ shown: inout [UInt8], _ length: Int = 1) -> Int {
    shown += SafeText.escape(scalar).utf8
    return length
  }
}
