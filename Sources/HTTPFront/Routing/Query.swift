// The query of a request, decoded once; only names the route knows get through.

import JobWire

/// The decoded items of a query, in their order.
struct Query: Sendable {
  /// Which names a route takes.
  enum Name: Sendable {
    case once(String)
    case repeatable(String)
  }

  let items: [(name: String, value: String)]

  /// - Errors: every unknown, repeated or undecodable item, all at once.
  init(_ text: Substring, allowed: [Name]) throws(HTTPFault) {
    guard !text.isEmpty else {
      items = []
      return
    }
    var items: [(name: String, value: String)] = []
    var problems: [FieldProblem] = []
    for piece in text.split(separator: "&", omittingEmptySubsequences: true) {
      let equals = piece.firstIndex(of: "=") ?? piece.endIndex
      let raw = piece[..<equals]
      guard let name = PercentCoding.decode(raw, plus: .space),
        let value = PercentCoding.decode(equals == piece.endIndex ? "" : piece[piece.index(after: equals)...], plus: .space)
      else {
        problems.append(FieldProblem(field: String(raw), detail: "is not valid percent-encoded UTF-8"))
        continue
      }
      switch allowed.first(where: { $0.text == name }) {
      case nil: problems.append(FieldProblem(field: name, detail: Self.unknown(allowed)))
      case .once where items.contains { $0.name == name }:
        problems.append(FieldProblem(field: name, detail: "may be given only once"))
      case .once, .repeatable: items.append((name, value))
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

extension Query.Name {
  var text: String {
    switch self {
    case .once(let text), .repeatable(let text): text
    }
  }
}
