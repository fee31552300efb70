// The query of `GET /v1/events`: what to hear of, and from where on.

/// Which events to follow.
public struct EventRequest: Sendable, Equatable {
  /// The jobs, by anything but times, attempts and texts. A batch, queue or schedule is heard of if it is named here, or
  /// if nothing is.
  public var filter: JobFilterWire
  /// The id of the last event that was heard; nil begins now.
  public var after: String?
  /// Whether all jobs that match come first, as they are.
  public var snapshot: Bool

  public init(
    filter: JobFilterWire = JobFilterWire(), reason: String? = nil, exitCode: Int? = nil, after: String? = nil,
    snapshot: Bool = false
  ) {
    self.filter = filter
    self.after = after
    self.snapshot = snapshot
    if let reason { self.reason = reason }
    if let exitCode { self.exitCode = exitCode }
  }

  /// Jobs that are in their state for this reason: that of the filter.
  public var reason: String? {
    get { filter.reason }
    set { filter.reason = newValue }
  }

  /// Jobs whose latest attempt ended with this exit code: that of the filter.
  public var exitCode: Int? {
    get { filter.exitCode }
    set { filter.exitCode = newValue }
  }

  /// A request from decoded query items; unknown names are problems too.
  package init(query items: [QueryItem], problems: inout [FieldProblem]) {
    self.init()
    for item in items {
      let isForLists = JobFilterWire.onlyForLists.contains(item.name)
      if !isForLists, filter.take(item, problems: &problems) { continue }
      if let wrong = take(item) { problems.append(FieldProblem(field: item.name, detail: wrong)) }
    }
  }

  /// What is wrong with an item.
  private mutating func take(_ item: QueryItem) -> String? {
    switch item.name {
    case "after":
      after = item.value
      if !Self.isPosition(item.value) { return "is not the id of an event" }
    case "snapshot":
      guard let isWanted = Bool(item.value) else { return "must be true or false" }
      snapshot = isWanted
    default:
      let hint = NameHint.closest(to: item.name, among: Self.names).map { "; did you mean \"\($0)\"?" } ?? ""
      return "is not a known query parameter\(hint)"
    }
    return nil
  }

  /// Whether this could be the id of an event: not so long, and nothing but visible characters.
  package static func isPosition(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  private static let names =
    JobFilterWire.queryNames.filter { !JobFilterWire.onlyForLists.contains($0) } + ["after", "snapshot"]

  /// The request as query items.
  package var queryItems: [QueryItem] {
    var items = filter.queryItems
    if let after { items.append(QueryItem("after", after)) }
    if snapshot { items.append(QueryItem("snapshot", "true")) }
    return items
  }
}
