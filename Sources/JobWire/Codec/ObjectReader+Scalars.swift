// Typed access to single fields: each accessor gives the value, or nil and a problem when the type does not fit.

extension ObjectReader {
  /// - Parameter bytesMax: if this is a request.
  package mutating func string(_ name: String, bytesMax: Int = WireLimits.textBytesMax) -> String? {
    let bytesMax = isRequest ? bytesMax : .max
    guard let value = value(name, .text(bytesMax: bytesMax == .max ? nil : bytesMax)) else { return nil }
    if case .string(let text) = value {
      if text.utf8.count <= bytesMax { return text }
      problem(name, "must have at most \(bytesMax) bytes")
      return nil
    }
    problem(name, "must be a string, not \(value.kindName)")
    return nil
  }

  /// - Parameter only: what it has to be, if that is one of the two.
  package mutating func bool(_ name: String, only: Bool? = nil) -> Bool? {
    guard let value = value(name, .boolean(only: only)) else { return nil }
    if case .bool(let flag) = value {
      if let only, flag != only { problem(name, "must be \(only), or left out") }
      return flag
    }
    problem(name, "must be true or false, not \(value.kindName)")
    return nil
  }

  package mutating func integer(_ name: String, in range: ClosedRange<Int64> = .min ... .max) -> Int64? {
    guard let value = value(name, .integer(range)) else { return nil }
    guard let number = value.integerValue else {
      switch value {
      case .number, .decimal: problem(name, "must be a whole number that fits 64 bits")
      default: problem(name, "must be a whole number, not \(value.kindName)")
      }
      return nil
    }
    if range.contains(number) { return number }
    if range.upperBound == .max {
      problem(name, "must be at least \(range.lowerBound)")
    } else {
      problem(name, "must be between \(range.lowerBound) and \(range.upperBound)")
    }
    return nil
  }

  package mutating func int(_ name: String, in range: ClosedRange<Int64> = .min ... .max) -> Int? {
    integer(name, in: range).flatMap { Int(exactly: $0) }
  }

  package mutating func number(_ name: String) -> Double? {
    guard let value = value(name, .number) else { return nil }
    if let number = value.doubleValue { return number }
    if case .decimal = value {
      problem(name, "is larger than any number that is calculated with")
    } else {
      problem(name, "must be a number, not \(value.kindName)")
    }
    return nil
  }

  /// A duration; a negative one only where the caller gives it a meaning.
  package mutating func duration(_ name: String, sign: WireDuration.Sign = .nonNegative) -> WireDuration? {
    guard let value = value(name, .duration(sign)) else { return nil }
    do throws(WireDuration.Failure) {
      return try WireDuration(json: value, sign: sign)
    } catch {
      problem(name, error.detail)
      return nil
    }
  }

  package mutating func time(_ name: String) -> WireTime? {
    guard let value = value(name, .time) else { return nil }
    guard case .string(let text) = value else {
      problem(name, "must be a time as a string, not \(value.kindName)")
      return nil
    }
    if let time = WireTime(parsing: text) { return time }
    problem(name, WireTime.expectation)
    return nil
  }

  /// One of the words of a closed list.
  package mutating func choice<T: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: T.Type = T.self
  ) -> T? {
    guard let value = value(name, .words(of: T.self)) else { return nil }
    guard case .string(let text) = value else {
      problem(name, "must be a string, not \(value.kindName)")
      return nil
    }
    if text.isWord, let choice = T(rawValue: text) { return choice }
    problem(name, "must be one of \(T.allCases.map(\.rawValue).joined(separator: ", "))")
    return nil
  }
}
