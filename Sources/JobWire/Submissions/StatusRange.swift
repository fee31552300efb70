// Which HTTP answers an `http` job takes as success: `204`, or `"200-299"`.

/// A range of HTTP status codes, both ends included.
public struct StatusRange: Sendable, Equatable {
  public var first: Int
  public var last: Int

  public init(first: Int, last: Int) {
    self.first = first
    self.last = last
  }

  init?(json: JSONValue) {
    switch json.whole {
    case .integer(let code): self.init(first: Int(clamping: code), last: Int(clamping: code))
    case .string(let text):
      let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, ends.allSatisfy({ $0.utf8.count == 3 && $0.utf8.first != UInt8(ascii: "+") }),
        let first = Int(ends[0]), let last = Int(ends[1])
      else { return nil }
      self.init(first: first, last: last)
    default: return nil
    }
    guard first >= 100, last <= 599, first <= last else { return nil }
  }
}

extension StatusRange: WireEncodable {
  package func write(to writer: inout JSONWriter) {
    if first == last { writer.integer(Int64(first)) } else { writer.string("\(first)-\(last)") }
  }
}

extension ObjectReader {
  /// A list of status codes and ranges.
  mutating func statusRanges(_ name: String) -> [StatusRange]? {
    array(name, of: .either([.integer(100...599), .pattern("^[1-5][0-9]{2}-[1-5][0-9]{2}$")])) {
      value, path, problems in
      if let range = StatusRange(json: value) { return range }
      let detail = "must be a status code from 100 to 599 or a range such as \"200-299\""
      problems.append(FieldProblem(field: path, detail: detail))
      return nil
    }
  }
}
