// Editing what a job waits for, while it waits.

extension WriterContext {
  /// Gives a blocked or held job other parents; what has been decided about those that stay, stays.
  func replaceParents(
    _ id: JobID, _ facts: JobRow, _ after: [Dependency]
  ) throws(StoreError) -> VerbAnswer<Void>? {
    guard facts.state == .blocked || facts.state == .held else { return .invalidState(facts.state) }
    if case .invalid(let faults, _) = try checkParents(after, field: "after", index: 0) { return .invalid(faults) }
    if let fault = try cycle(id, facts, after) { return .invalid([fault]) }
    let old = try Edges.parents(of: id, self)
    var edges: [Edges.Decided] = []
    for (dependency, outcome) in try Edges.outcomes(after, self) {
      edges.append((dependency, old.first { $0.0 == dependency && $0.1 != .pending }?.1 ?? outcome))
    }
    change(.removeAll(of: id))
    try Edges.insert(edges, of: id, self)
    try edges.isEmpty ? setFlags([], clearing: .hasParents, of: id) : setFlags(.hasParents, of: id)
    try applyParents(id, edges)
    return nil
  }

  /// What the new parents mean at once.
  private func applyParents(
    _ id: JobID, _ edges: [Edges.Decided]
  ) throws(StoreError) {
    guard let facts = try facts(id) else { return }
    switch DependencyPolicy.decide(edges.lazy.map(\.1)) {
    case .skipped: try end(id, facts, as: .skipped, reason: .dependency)
    case .released where facts.state == .blocked:
      let next = DependencyPolicy.released(runAt: facts.runAt?.micros, now: now)
      try move(id, facts, to: next, reason: nil, pending: 0)
    case .released: try setPending(id, 0)
    case .waits: try setPending(id, edges.count { $0.1 == .pending })
    }
  }

  /// What is wrong with these parents, if one of them waits for the job.
  private func cycle(_ id: JobID, _ facts: JobRow, _ after: [Dependency]) throws(StoreError) -> FieldFault? {
    // Who waits for its batch waits for it.
    let targets = [.job(id)] + (facts.links.batch.map { [Parent.batch(BatchID($0))] } ?? [])
    switch try whoWaits(for: targets, among: after.map(\.parent)) {
    case .nobody: return nil
    case .unknown: return FieldFault(field: "after", detail: WaitSearch.tooLarge)
    case .parent(let parent):
      let number = after.firstIndex { $0.parent == parent } ?? 0
      let detail =
        parent == .job(id) ? "is the job itself" : "waits for job \(id): they would wait for each other for ever"
      return FieldFault(field: "after[\(number)].\(parent.field)", detail: detail)
    }
  }
}
