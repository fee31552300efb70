// Follow-ups: who waits for whom, and what is known of the ends that are waited for.

extension Parent {
  /// The field that names it on the wire.
  var field: String {
    switch self {
    case .job: "job"
    case .batch: "batch"
    }
  }
}

/// What jobs wait for.
enum Edges {
  typealias Decided = (dependency: Dependency, outcome: EdgeOutcome)

  /// What is known of each of these so far.
  static func outcomes(_ dependencies: [Dependency], _ tx: Transaction) throws(StoreError) -> [Decided] {
    var decided: [Decided] = []
    decided.reserveCapacity(dependencies.count)
    for dependency in dependencies {
      let outcome = DependencyPolicy.outcome(
        dependency.on, parentSucceeded: try parentSucceeded(dependency.parent, tx))
      decided.append((dependency, outcome))
    }
    return decided
  }

  /// Whether a parent has ended, and how; throws nothing for one that is not there: its edge was checked before. One
  /// that runs again while its last end is still being told has ended so for who comes now.
  private static func parentSucceeded(_ parent: Parent, _ tx: Transaction) throws(StoreError) -> Bool? {
    switch parent {
    case .job(let id):
      guard let state = try tx.job(id)?.state, state.isTerminal else { break }
      return state == .succeeded
    case .batch(let id):
      guard let batch = try Batches.batch(id.value, tx), batch.finishedAt != nil else { break }
      return BatchPolicy.isSuccess(batch.facts)
    }
    return try tx.settlements(of: [parent]).first?.isSuccess
  }

  /// Lets a job wait for these; they are told that they have a child.
  static func insert(_ decided: [Decided], of child: JobID, _ tx: Transaction) throws(StoreError) {
    for (position, edge) in decided.enumerated() {
      tx.change(
        .add(EdgeRow(child: child, position: position, dependency: edge.dependency, outcome: edge.outcome)))
      switch edge.dependency.parent {
      case .batch(let batch): tx.course.scans.waiting[batch.value] = nil
      case .job(let parent):
        guard let job = try tx.job(parent) else { continue }
        tx.course.scans.children[parent] = nil
        if !job.flags.contains(.hasChildren) { try tx.setFlags(.hasChildren, of: parent) }
      }
    }
  }

  /// What a job waits for, as its rows say.
  static func parents(of child: JobID, _ tx: Transaction) throws(StoreError) -> [Decided] {
    let rows = try tx.search { rows throws(StoreError) in try rows.look(Wants(parents: [child])) }.parents
    return rows.map { ($0.dependency, $0.outcome) }
  }
}
