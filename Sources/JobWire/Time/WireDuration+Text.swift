// How responses and tables write durations: the shortest text that is exact.

extension WireDuration: CustomStringConvertible {
  /// "250ms", "1.5s", "1h30m", "2d"; parsing it gives the same duration.
  public var description: String {
    if micros < 0 { return "-" + WireDuration(micros: micros == .min ? .max : -micros).description }
    if micros == 0 { return "0s" }
    if micros < 1_000 { return "\(micros)us" }
    if micros < 1_000_000 { return Self.decimal(micros, per: 1_000) + "ms" }
    var text = ""
    var rest = micros
    for (unit, length) in [("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000)] as [(String, Int64)]
    where rest >= length {
      text += "\(rest / length)\(unit)"
      rest %= length
    }
    if rest > 0 { text += Self.decimal(rest, per: 1_000_000) + "s" }
    return text
  }

  private static func decimal(_ value: Int64, per unit: Int64) -> String {
    let fraction = value % unit
    guard fraction > 0 else { return "\(value / unit)" }
    var digits = String(unit + fraction).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(value / unit).\(digits)"
  }
}
