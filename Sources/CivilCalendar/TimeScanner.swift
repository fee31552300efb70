// Walks through the fixed shape of an RFC 3339 time.

/// A cursor over the bytes of a time.
struct TimeScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text.utf8[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(truncatingIfNeeded: character.value) else { return false }
    rest.removeFirst()
    return true
  }

  /// The letter T or the space RFC 3339 allows in its place.
  mutating func takeDateEnd() -> Bool { take("T") || take("t") || take(" ") }

  mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Zero when there is no fraction; nil when it is malformed or finer than nanoseconds.
  mutating func fractionMicros() -> Int64? {
    guard take(".") else { return 0 }
    var micros: Int64 = 0
    var count = 0
    while let digit = digit() {
      count += 1
      if count <= 6 { micros = micros * 10 + Int64(digit) }
    }
    guard (1...9).contains(count) else { return nil }
    for _ in min(count, 6)..<6 { micros *= 10 }
    return micros
  }

  mutating func offsetMinutes() -> Int? {
    if take("Z") || take("z") { return 0 }
    let isNegative = take("-")
    guard isNegative || take("+"), let hours = number(digits: 2), take(":"), let minutes = number(digits: 2),
      hours < 24, minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (isNegative ? -1 : 1)
  }

  private mutating func digit() -> Int? {
    guard let byte = rest.first, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
    rest.removeFirst()
    return Int(byte - UInt8(ascii: "0"))
  }
}
