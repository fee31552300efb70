// The query of a request, decoded once; only names the route knows get through.

import JobWire

/// The decoded items of a query, in their order.
struct Query: Sendable {
  /// A name a route takes, how often, and what its value may be. The last is only for the description of the API: the
  /// route says what is wrong with it.
  enum Name: Sendable {
    case once(String, WireShape = .text())
    case repeatable(String, WireShape = .text())

    var text: String {
      switch self {
      case .once(let text, _), .repeatable(let text, _): text
      }
    }

    var shape: WireShape {
      switch self {
      case .once(_, let shape), .repeatable(_, let shape): shape
      }
    }
  }

  let items: [QueryItem]

  /// - Errors: every unknown or repeated item, all at once.
  init(_ text: Substring, allowed: [Name]) throws(HTTPFault) {
    guard !text.isEmpty else {
      items = []
      return
    }
    guard let items = QueryItem.parse(text) else {
      throw .malformed("the query is not percent-encoded UTF-8")
    }
    var problems: [FieldProblem] = []
    for (index, item) in items.enumerated() {
      if problems.count >= WireLimits.problemsMax { break }
      switch allowed.first(where: { $0.text == item.name }) {
      case nil: problems.append(FieldProblem(field: item.name.clipped(), detail: Self.unknown(allowed)))
      case .once where items[..<index].contains { $0.name == item.name }:
        problems.append(FieldProblem(field: item.name, detail: "may be given only once"))
      case .once, .repeatable: break
      }
    }
    guard problems.isEmpty else { throw .invalid(problems) }
    self.items = items
  }

  func first(_ name: String) -> String? {
    items.first { $0.name == name }?.value
  }

  private static func unknown(_ allowed: [Name]) -> String {
    guard !allowed.isEmpty else { return "is not known here; this route takes no query" }
    return "is not known here; known are \(allowed.map(\.text).joined(separator: ", "))"
  }
}
