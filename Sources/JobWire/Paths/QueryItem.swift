// The query of a URL as decoded names and values, and back.

/// One `name=value` of a query string, decoded.
package struct QueryItem: Sendable, Equatable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// The items of a query string (without its question mark), in order; nil when an escape is malformed or the bytes
  /// are not UTF-8. An item without `=` has an empty value.
  package static func parse(_ query: some StringProtocol) -> [QueryItem]? {
    var items: [QueryItem] = []
    for part in query.utf8.split(separator: UInt8(ascii: "&")) {
      let middle = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
      let valueStart = middle == part.endIndex ? middle : part.index(after: middle)
      guard let name = PercentEncoding.decode(part[..<middle], plusIsSpace: true),
        let value = PercentEncoding.decode(part[valueStart...], plusIsSpace: true)
      else { return nil }
      items.append(QueryItem(name, value))
    }
    return items
  }

  /// The items as a query string.
  package static func text(of items: [QueryItem]) -> String {
    items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
  }
}
