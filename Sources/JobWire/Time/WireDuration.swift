// Durations as people and programs write them: "250ms", "1h30m", 90 (seconds), as microseconds inside.

/// A length of time on the wire, in microseconds.
public struct WireDuration: Sendable, Hashable {
  /// The length in microseconds; negative only where a field allows it.
  public var micros: Int64

  public init(micros: Int64) { self.micros = micros }

  /// Whole seconds, for callers who write durations in code.
  public static func seconds(_ count: Int64) -> WireDuration {
    let (micros, isOver) = count.multipliedReportingOverflow(by: 1_000_000)
    return WireDuration(micros: isOver ? (count < 0 ? -microsMax : microsMax) : micros)
  }

  /// No duration is longer than a thousand years, so that adding a few to a time never overflows.
  package static let microsMax: Int64 = 365_250 * 86_400 * 1_000_000

  /// Whether a duration below zero makes sense to the caller.
  package enum Sign: Sendable {
    case nonNegative
    case any
  }

  /// Why a text or number is no duration.
  package enum Failure: Error, Sendable, Equatable {
    case unreadable
    case negative
    case tooLong
    case wrongType(String)

    /// The second half of a sentence that starts with the field.
    package var detail: String {
      switch self {
      case .unreadable: "must be a duration such as \"250ms\", \"90s\", \"1h30m\" or \"2d\", or a number of seconds"
      case .negative: "must not be negative"
      case .tooLong: "must not be longer than 1000 years"
      case .wrongType(let kind): "must be a duration (\"90s\", or a number of seconds), not \(kind)"
      }
    }
  }

  /// Bytes of a duration as text; nobody writes as many.
  private static let bytesMax = 128
  private static let units: [(name: String, micros: Int64)] = [
    ("us", 1), ("µs", 1), ("ms", 1_000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000),
    ("d", 86_400_000_000), ("w", 604_800_000_000),
  ]

  /// A duration from text: amounts with units, largest unit first, decimals allowed; or a bare number of seconds.
  package init(parsing text: String, sign: Sign = .nonNegative) throws(Failure) {
    // Nothing of it is compared with the units before.
    guard text.utf8.count <= Self.bytesMax else { throw .unreadable }
    var rest = text.utf8[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    guard !rest.isEmpty else { throw .unreadable }
    var total: Int64 = 0
    var smallestUnit = Int64.max
    while !rest.isEmpty {
      let amount = try Self.amount(&rest)
      let unitText = String(Substring(rest.prefix { !Self.isAmountByte($0) }))
      rest = rest.dropFirst(unitText.utf8.count)
      let isBareSeconds = unitText.isEmpty && smallestUnit == .max
      guard let unit = isBareSeconds ? 1_000_000 : Self.units.first(where: { $0.name == unitText })?.micros,
        unit < smallestUnit
      else { throw .unreadable }
      smallestUnit = unit
      total = try Self.sum(total, amount, unit: unit)
    }
    self = try Self.checked(isNegative ? -total : total, sign: sign)
  }

  private typealias Amount = (whole: Int64, fraction: Int64, scale: Int64)

  private static func isAmountByte(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: ".")
  }

  private static func amount(_ rest: inout Substring.UTF8View) throws(Failure) -> Amount {
    var amount: Amount = (0, 0, 1)
    var digits = 0
    while let byte = rest.first, isAmountByte(byte), byte != UInt8(ascii: ".") {
      let (product, overMultiply) = amount.whole.multipliedReportingOverflow(by: 10)
      let (sum, overAdd) = product.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
      if overMultiply || overAdd { throw .tooLong }
      amount.whole = sum
      digits += 1
      rest.removeFirst()
    }
    guard digits > 0 else { throw .unreadable }
    guard rest.first == UInt8(ascii: ".") else { return amount }
    rest.removeFirst()
    digits = 0
    while let byte = rest.first, isAmountByte(byte), byte != UInt8(ascii: ".") {
      // Beyond six digits even a fraction of a week is below what anyone measures in a job queue.
      if digits < 6 {
        amount.fraction = amount.fraction * 10 + Int64(byte - UInt8(ascii: "0"))
        amount.scale *= 10
      }
      digits += 1
      rest.removeFirst()
    }
    guard digits > 0 else { throw .unreadable }
    return amount
  }

  private static func sum(_ total: Int64, _ amount: Amount, unit: Int64) throws(Failure) -> Int64 {
    let (whole, overMultiply) = amount.whole.multipliedReportingOverflow(by: unit)
    let (sum, overAdd) = whole.addingReportingOverflow(total)
    if overMultiply || overAdd || sum > microsMax { throw .tooLong }
    return sum + amount.fraction * unit / amount.scale
  }

  /// The duration, if the field may have it.
  static func checked(_ micros: Int64, sign: Sign) throws(Failure) -> WireDuration {
    if micros < 0, sign == .nonNegative { throw .negative }
    if micros.magnitude > UInt64(microsMax) { throw .tooLong }
    return WireDuration(micros: micros)
  }
}
