// Whole numbers in the text of a JSON number, exactly: by way of a Double, those beyond 2^53 become others.

/// Reads numbers that the JSON reader has found to be well formed.
enum DecimalText {
  /// The whole number that `text` is (5.0, 50e-1), if it fits 64 bits, else nil.
  static func whole(_ text: String) -> Int64? {
    var digits: [UInt8] = []
    var (isNegative, isFraction, scale) = (false, false, 0)
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case JSONCharacter.minus: isNegative = true
      case JSONCharacter.dot: isFraction = true
      case JSONCharacter.zero...JSONCharacter.nine:
        digits.append(byte - JSONCharacter.zero)
        if isFraction { scale -= 1 }
      default:
        scale += exponent(rest)
        rest = rest[rest.endIndex...]
      }
    }
    while digits.last == 0 {
      digits.removeLast()
      scale += 1
    }
    let leading = digits.prefix { $0 == 0 }.count
    if digits.isEmpty { return 0 }
    guard scale >= 0, digits.count - leading + scale <= digitsMax else { return nil }
    var value: Int64 = 0
    for digit in digits[leading...] + [UInt8](repeating: 0, count: scale) {
      let (product, isOver) = value.multipliedReportingOverflow(by: 10)
      let (sum, isPast) = product.subtractingReportingOverflow(Int64(digit))
      if isOver || isPast { return nil }
      value = sum
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  /// Those of the largest that fits.
  private static let digitsMax = 19
  /// No text is so long that its digits outweigh this.
  private static let exponentMax = 1 << 40

  private static func exponent(_ text: Substring.UTF8View) -> Int {
    var value = 0
    for byte in text where byte >= JSONCharacter.zero && byte <= JSONCharacter.nine {
      value = min(exponentMax, value * 10 + Int(byte - JSONCharacter.zero))
    }
    return text.first == JSONCharacter.minus ? -value : value
  }
}
