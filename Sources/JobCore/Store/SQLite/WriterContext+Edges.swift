// Follow-ups: who waits for whom, and what an end means for those who waited for it, in the transaction of that end.

/// A parent whose end this transaction has just written.
struct EndedParent {
  enum Kind: Int {
    case job = 0
    case batch = 1
  }

  let kind: Kind
  let id: Int64
  let isSuccess: Bool
}

extension Parent {
  var edgeKind: EndedParent.Kind {
    switch self {
    case .job: .job
    case .batch: .batch
    }
  }

  /// The field that names it on the wire.
  var field: String {
    switch self {
    case .job: "job"
    case .batch: "batch"
    }
  }

  var number: Int64 {
    switch self {
    case .job(let id): id.value
    case .batch(let id): id.value
    }
  }
}

extension WriterContext {
  /// Runs `body`, and then, once, all that follows from the ends in it: batches that are over, follow-ups that are
  /// released or skipped, and theirs. A loop and not a recursion: chains may be long.
  func settling<Value>(_ body: (WriterContext) throws(StoreError) -> Value) throws(StoreError) -> Value {
    if isSettling { return try body(self) }
    isSettling = true
    defer { isSettling = false }
    let value = try body(self)
    repeat {
      while let parent = endedParents.popLast() { try decideChildren(of: parent) }
      try settleBatches(now: now)
    } while !endedParents.isEmpty
    return value
  }

  private func decideChildren(of parent: EndedParent) throws(StoreError) {
    for edge in try pendingEdges(of: parent) {
      let outcome = DependencyPolicy.outcome(edge.condition, parentSucceeded: parent.isSuccess)
      let statement = try statement(EdgeSQL.decide)
      statement.bind(1, edge.child.value)
      statement.bind(2, edge.position)
      statement.bind(3, outcome.rawValue)
      try statement.run()
      guard let facts = try facts(edge.child), facts.pending > 0, facts.state == .blocked || facts.state == .held
      else { continue }
      try decideChild(edge.child, facts, outcome)
    }
  }

  private func decideChild(
    _ id: JobID, _ facts: JobFacts, _ outcome: DependencyPolicy.EdgeOutcome
  ) throws(StoreError) {
    if outcome == .unmet { return try end(id, facts, as: .skipped, reason: .dependency, now: now) }
    let pending = facts.pending - 1
    if pending == 0 && facts.state == .blocked {
      let next = DependencyPolicy.released(runAt: facts.runAt, now: now)
      return try move(id, facts, to: next, reason: nil, pending: 0, now: now)
    }
    try setPending(id, pending)
  }

  private struct PendingEdge {
    let child: JobID
    let position: Int
    let condition: EndCondition
  }

  private func pendingEdges(of parent: EndedParent) throws(StoreError) -> [PendingEdge] {
    let statement = try statement(EdgeSQL.pending)
    statement.bind(1, parent.kind.rawValue)
    statement.bind(2, parent.id)
    var edges: [PendingEdge] = []
    while try statement.step() {
      edges.append(
        PendingEdge(
          child: JobID(statement.int64(0)), position: statement.int(1), condition: try condition(statement.int(2))))
    }
    return edges
  }

  private func condition(_ number: Int) throws(StoreError) -> EndCondition {
    guard let condition = EndCondition(rawValue: number) else {
      throw .unreadable(statement: "edge.condition", message: "\(number) is not a condition")
    }
    return condition
  }

  func setPending(_ id: JobID, _ pending: Int) throws(StoreError) {
    let statement = try statement(JobSQL.setPending)
    statement.bind(1, id.value)
    statement.bind(2, pending)
    try statement.run()
  }

  // MARK: Writing edges

  /// Whether a parent has ended, and how; throws nothing for one that is not there: its edge was checked before.
  func parentSucceeded(_ parent: Parent) throws(StoreError) -> Bool? {
    switch parent {
    case .job(let id):
      guard let state = try facts(id)?.state, state.isTerminal else { return nil }
      return state == .succeeded
    case .batch(let id):
      guard let batch = try batchMemory(id.value), batch.finishedAt != nil else { return nil }
      return batch.facts.succeededCount == batch.facts.size
    }
  }

  /// Writes the edges of a job; its parents are told that they have a child.
  func insertEdges(
    _ dependencies: [(Dependency, DependencyPolicy.EdgeOutcome)], of child: JobID
  ) throws(StoreError) {
    for (position, (dependency, outcome)) in dependencies.enumerated() {
      let statement = try statement(EdgeSQL.insert)
      statement.bind(1, child.value)
      statement.bind(2, position)
      statement.bind(3, dependency.parent.edgeKind.rawValue)
      statement.bind(4, dependency.parent.number)
      statement.bind(5, dependency.on.rawValue)
      statement.bind(6, outcome.rawValue)
      try statement.run()
      guard case .job(let parent) = dependency.parent, let facts = try facts(parent) else { continue }
      if !facts.flags.contains(.hasChildren) { try setFlags(facts.flags.union(.hasChildren), of: parent) }
    }
  }

  func outcomes(
    _ dependencies: [Dependency]
  ) throws(StoreError) -> [(Dependency, DependencyPolicy.EdgeOutcome)] {
    var decided: [(Dependency, DependencyPolicy.EdgeOutcome)] = []
    decided.reserveCapacity(dependencies.count)
    for dependency in dependencies {
      let outcome = DependencyPolicy.outcome(
        dependency.on, parentSucceeded: try parentSucceeded(dependency.parent))
      decided.append((dependency, outcome))
    }
    return decided
  }

  /// The parents of a job as its rows say.
  func edges(of child: JobID) throws(StoreError) -> [(Dependency, DependencyPolicy.EdgeOutcome)] {
    let statement = try statement(EdgeSQL.parents)
    statement.bind(1, child.value)
    statement.bind(2, Limits.parentsMax + 1)
    var edges: [(Dependency, DependencyPolicy.EdgeOutcome)] = []
    while try statement.step() {
      let parent = EdgeReading.parent(statement)
      let outcome = DependencyPolicy.EdgeOutcome(rawValue: statement.int(3)) ?? .pending
      edges.append((Dependency(parent, on: try condition(statement.int(2))), outcome))
    }
    return edges
  }
}
