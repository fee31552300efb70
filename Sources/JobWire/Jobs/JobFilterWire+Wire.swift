// The filter in its two forms on the wire: a JSON object in wait and bulk requests, query items in lists.

extension JobFilterWire: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if let states { writer.field("state", states) }
    writer.optionalField("queue", queue)
    writer.optionalField("kind", kind)
    writer.optionalField("name", name)
    if !tags.isEmpty { writer.field("tags", tags) }
    writer.optionalField("batch", batch)
    writer.optionalField("schedule", schedule)
    writer.optionalField("since", since)
    writer.optionalField("until", until)
    writer.optionalField("finished_since", finishedSince)
    writer.optionalField("finished_until", finishedUntil)
    writer.optionalField("reason", reason)
    writer.optionalField("exit_code", exitCode)
    writer.optionalField("attempts", attempts)
    writer.optionalField("q", text)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    self.init()
    readStates(&reader)
    queue = reader.string("queue")
    kind = reader.string("kind")
    name = reader.string("name", bytesMax: WireLimits.nameGlobBytesMax)
    tags = reader.stringMap("tags", max: WireLimits.tagsMax) ?? [:]
    batch = reader.integer("batch")
    schedule = reader.string("schedule")
    since = reader.time("since")
    until = reader.time("until")
    finishedSince = reader.time("finished_since")
    finishedUntil = reader.time("finished_until")
    reason = reader.string("reason")
    exitCode = reader.int("exit_code", in: Self.exitCodes)
    attempts = reader.attempts("attempts")
    text = reader.string("q", bytesMax: WireLimits.searchTextBytesMax)
  }

  /// What a process can end with, and more.
  package static let exitCodes = Int64(Int32.min)...Int64(Int32.max)

  private mutating func readStates(_ reader: inout ObjectReader) {
    let word = WireJobState.filterShape
    guard let value = reader.value("state", .either([word, .list(word)])) else { return }
    guard case .array(let elements) = value else {
      if value.stringValue.map({ add(state: $0) }) != true { reader.problem("state", WireJobState.expectation) }
      return
    }
    // A program that found no state to ask for does not mean all of them.
    if elements.isEmpty { states = [] }
    for (index, element) in elements.enumerated() where element.stringValue.map({ add(state: $0) }) != true {
      reader.problem("state[\(index)]", WireJobState.expectation)
    }
  }

  /// Takes one query item if it belongs to the filter; false when its name does not.
  mutating func take(_ item: QueryItem, problems: inout [FieldProblem]) -> Bool {
    let value = item.value
    var wrong: String?
    switch item.name {
    // An empty list, as `queryItems` writes it.
    case "state" where value.isEmpty: states = states ?? []
    case "state": if !add(state: value) { wrong = WireJobState.expectation }
    case "tag": if !add(tag: value) { wrong = Self.tagExpectation }
    case "queue": queue = value
    case "kind": kind = value
    case "name": name = value
    case "schedule": schedule = value
    case "reason": reason = value
    case "q": text = value
    case "batch":
      batch = Int64(value)
      if batch == nil { wrong = "must be a whole number" }
    case "exit_code":
      exitCode = Int64(value).flatMap { Self.exitCodes.contains($0) ? Int(exactly: $0) : nil }
      if exitCode == nil { wrong = "must be a whole number" }
    case "attempts":
      attempts = WireAttempts(parsing: value)
      if attempts == nil { wrong = WireAttempts.expectation }
    default:
      guard let time = Self.times[item.name] else { return false }
      self[keyPath: time] = WireTime(parsing: value)
      if self[keyPath: time] == nil { wrong = WireTime.expectation }
    }
    if let wrong { problems.append(FieldProblem(field: item.name, detail: wrong)) }
    return true
  }

  /// The conditions that are times.
  private static var times: [String: WritableKeyPath<JobFilterWire, WireTime?>] {
    [
      "since": \.since, "until": \.until, "finished_since": \.finishedSince, "finished_until": \.finishedUntil,
    ]
  }

  /// The conditions that events are not held against: changes have no time of submission to look for.
  package static let onlyForLists: Set = ["since", "until", "finished_since", "finished_until", "attempts", "q"]

  /// The names of all conditions in a query.
  package static let queryNames = [
    "state", "queue", "kind", "name", "tag", "batch", "schedule", "since", "until", "finished_since", "finished_until",
    "reason", "exit_code", "attempts", "q",
  ]

  /// The filter as query items.
  package var queryItems: [QueryItem] {
    var items = (states ?? []).map { QueryItem("state", $0.rawValue) }
    if states?.isEmpty == true { items.append(QueryItem("state", "")) }
    if let queue { items.append(QueryItem("queue", queue)) }
    if let kind { items.append(QueryItem("kind", kind)) }
    if let name { items.append(QueryItem("name", name)) }
    for (key, value) in tags.sorted(by: { $0.key < $1.key }) { items.append(QueryItem("tag", "\(key):\(value)")) }
    if let batch { items.append(QueryItem("batch", "\(batch)")) }
    if let schedule { items.append(QueryItem("schedule", schedule)) }
    if let since { items.append(QueryItem("since", "\(since)")) }
    if let until { items.append(QueryItem("until", "\(until)")) }
    if let finishedSince { items.append(QueryItem("finished_since", "\(finishedSince)")) }
    if let finishedUntil { items.append(QueryItem("finished_until", "\(finishedUntil)")) }
    if let reason { items.append(QueryItem("reason", reason)) }
    if let exitCode { items.append(QueryItem("exit_code", "\(exitCode)")) }
    if let attempts { items.append(QueryItem("attempts", attempts.text)) }
    if let text { items.append(QueryItem("q", text)) }
    return items
  }
}
