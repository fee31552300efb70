// Follow-ups: who waits for whom, and what an end means for those who waited for it, in the transaction of that end.

extension Parent {
  /// The field that names it on the wire.
  var field: String {
    switch self {
    case .job: "job"
    case .batch: "batch"
    }
  }
}

extension WriterContext {
  // MARK: Writing edges

  /// Whether a parent has ended, and how; throws nothing for one that is not there: its edge was checked before. One
  /// that runs again while its last end is still being told has ended so for who comes now.
  func parentSucceeded(_ parent: Parent) throws(StoreError) -> Bool? {
    switch parent {
    case .job(let id):
      guard let state = try facts(id)?.state, state.isTerminal else { return try openSettlement(of: parent) }
      return state == .succeeded
    case .batch(let id):
      guard let batch = try batchMemory(id.value), batch.finishedAt != nil else {
        return try openSettlement(of: parent)
      }
      return BatchPolicy.isSuccess(batch.facts)
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
      if case .batch(let batch) = dependency.parent { waitScans[batch.value] = nil }
      guard case .job(let parent) = dependency.parent, let facts = try facts(parent) else { continue }
      childScans[parent] = nil
      if !facts.flags.contains(.hasChildren) { try setFlags(.hasChildren, of: parent) }
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
      edges.append((Dependency(parent, on: try EdgeReading.condition(statement.int(2))), outcome))
    }
    return edges
  }
}
