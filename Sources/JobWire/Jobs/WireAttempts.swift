// How many attempts a job of a filter has had: `2` or `>1`, in a query and in JSON.

/// A number of attempts, the present one included.
public enum WireAttempts: Sendable, Equatable {
  case exactly(Int)
  case moreThan(Int)

  /// Far more than any job has.
  package static let max = 9_999_999

  /// "2" or ">1"; nil for any other text.
  package init?(parsing text: String) {
    guard text.utf8.count <= 8 else { return nil }
    let isMore = text.hasPrefix(">")
    let digits = isMore ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
      number <= Self.max
    else { return nil }
    self = isMore ? .moreThan(number) : .exactly(number)
  }

  /// As a query has it.
  package var text: String {
    switch self {
    case .exactly(let number): "\(number)"
    case .moreThan(let number): ">\(number)"
    }
  }

  /// The second half of a sentence about what is no such number.
  package static let expectation = "must be a number of attempts such as 2, or \">1\" for more than that"

  /// As a query has it.
  package static let queryShape = WireShape.pattern("^>?[0-9]{1,7}$")
}

extension WireAttempts: WireEncodable {
  package func write(to writer: inout JSONWriter) {
    switch self {
    case .exactly(let number): writer.integer(Int64(number))
    case .moreThan: writer.string(text)
    }
  }
}

extension ObjectReader {
  /// As a number or as a query has it.
  mutating func attempts(_ name: String) -> WireAttempts? {
    let shape = WireShape.either([.integer(0...Int64(WireAttempts.max)), WireAttempts.queryShape])
    guard let value = value(name, shape) else { return nil }
    let text = value.stringValue ?? value.integerValue.map { "\($0)" }
    if let attempts = text.flatMap({ WireAttempts(parsing: $0) }) { return attempts }
    problem(name, WireAttempts.expectation)
    return nil
  }
}
