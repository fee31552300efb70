// The query of `GET /v1/jobs`: a filter, an order and a page.

/// Which jobs to list, in which order, from where.
public struct ListRequest: Sendable, Equatable {
  /// Jobs per page when nothing is said, and at most.
  package static let limitDefault = 100
  package static let limitMax = 1_000

  public var filter: JobFilterWire
  /// Default newest first.
  public var order: WireJobOrder?
  public var limit: Int?
  /// The `next_cursor` of the page before.
  public var cursor: String?

  public init(
    filter: JobFilterWire = JobFilterWire(), order: WireJobOrder? = nil, limit: Int? = nil, cursor: String? = nil
  ) {
    self.filter = filter
    self.order = order
    self.limit = limit
    self.cursor = cursor
  }

  /// A list request from decoded query items; unknown names are problems too.
  package init(query items: [QueryItem], problems: inout [FieldProblem]) {
    self.init()
    for item in items where !filter.take(item, problems: &problems) {
      switch item.name {
      case "order":
        order = WireJobOrder(rawValue: item.value)
        if order == nil { problems.append(FieldProblem(field: "order", detail: Self.orderExpectation)) }
      case "limit":
        limit = Int(item.value).flatMap { (1...Self.limitMax).contains($0) ? $0 : nil }
        if limit == nil {
          problems.append(FieldProblem(field: "limit", detail: "must be a number from 1 to \(Self.limitMax)"))
        }
      case "cursor": cursor = item.value
      default:
        let hint = NameHint.closest(to: item.name, among: Self.names).map { "; did you mean \"\($0)\"?" } ?? ""
        problems.append(FieldProblem(field: item.name, detail: "is not a known query parameter\(hint)"))
      }
    }
  }

  private static let names = JobFilterWire.queryNames + ["order", "limit", "cursor"]
  private static let orderExpectation = "must be newest, oldest, priority or finished"

  /// The request as query items.
  package var queryItems: [QueryItem] {
    var items = filter.queryItems
    if let order { items.append(QueryItem("order", order.rawValue)) }
    if let limit { items.append(QueryItem("limit", "\(limit)")) }
    if let cursor { items.append(QueryItem("cursor", cursor)) }
    return items
  }
}
