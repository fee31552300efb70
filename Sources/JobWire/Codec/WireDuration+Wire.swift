// Durations in JSON: text with units, or a number of seconds.

extension WireDuration: WireEncodable {
  /// A duration from a JSON string with units or a number of seconds.
  package init(json: JSONValue, sign: Sign) throws(Failure) {
    switch json {
    case .string(let text): self = try WireDuration(parsing: text, sign: sign)
    case .integer(let seconds):
      let (micros, isOver) = seconds.multipliedReportingOverflow(by: 1_000_000)
      if isOver { throw seconds < 0 && sign == .nonNegative ? .negative : .tooLong }
      self = try Self.checked(micros, sign: sign)
    case .number, .decimal:
      let isNegative = if case .decimal(let text) = json { text.hasPrefix("-") } else { false }
      let seconds = json.doubleValue ?? (isNegative ? -.infinity : .infinity)
      let micros = (seconds * 1_000_000).rounded()
      guard micros.magnitude <= Double(Self.microsMax) else {
        throw seconds < 0 && sign == .nonNegative ? .negative : .tooLong
      }
      self = try Self.checked(Int64(micros), sign: sign)
    default: throw .wrongType(json.kindName)
    }
  }

  package func write(to writer: inout JSONWriter) {
    writer.quotedASCII { $0.append(contentsOf: description.utf8) }
  }
}
