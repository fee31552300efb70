// The query of `GET /v1/search`: a text and a page.

/// Which jobs to look for, and from where on.
public struct SearchRequest: Sendable, Equatable {
  /// An id, or a part of a name, a command, the value of a tag, or the name of a batch or schedule; on the wire `q`.
  public var text: String
  /// As in `ListRequest`.
  public var limit: Int?
  /// The `next_cursor` of the page before.
  public var cursor: String?

  public init(_ text: String, limit: Int? = nil, cursor: String? = nil) {
    self.text = text
    self.limit = limit
    self.cursor = cursor
  }

  /// A request from decoded query items; unknown names are problems too.
  package init(query items: [QueryItem], problems: inout [FieldProblem]) {
    // A page and nothing else is read as a list has it.
    let list = ListRequest(query: items.filter { $0.name != "q" }, problems: &problems)
    self.init(items.first { $0.name == "q" }?.value ?? "", limit: list.limit, cursor: list.cursor)
    if text.isEmpty { problems.append(FieldProblem(field: "q", detail: "is required: what to look for")) }
  }

  /// The request as query items.
  package var queryItems: [QueryItem] {
    [QueryItem("q", text)] + ListRequest(limit: limit, cursor: cursor).queryItems
  }
}
