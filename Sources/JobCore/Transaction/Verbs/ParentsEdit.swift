// Editing what a job waits for, while it waits.

/// The edit of a job's parents.
enum ParentsEdit {
  /// Gives a blocked or held job other parents; what has been decided about those that stay, stays.
  static func replace(
    _ job: JobRow, _ after: [Dependency], _ tx: Transaction
  ) throws(StoreError) -> VerbAnswer<Void>? {
    guard job.state == .blocked || job.state == .held else { return .invalidState(job.state) }
    if let fault = try Admissible.missing(after, field: "after", tx) { return .invalid([fault]) }
    if let fault = try cycle(job, after, tx) { return .invalid([fault]) }
    let old = try Edges.parents(of: job.id, tx)
    var edges: [Edges.Decided] = []
    for (dependency, outcome) in try Edges.outcomes(after, tx) {
      edges.append((dependency, old.first { $0.0 == dependency && $0.1 != .pending }?.1 ?? outcome))
    }
    tx.change(.removeAll(of: job.id))
    try Edges.insert(edges, of: job.id, tx)
    try edges.isEmpty
      ? tx.setFlags([], clearing: .hasParents, of: job.id) : tx.setFlags(.hasParents, of: job.id)
    try apply(edges, to: job.id, tx)
    return nil
  }

  /// What the new parents mean at once.
  private static func apply(_ edges: [Edges.Decided], to id: JobID, _ tx: Transaction) throws(StoreError) {
    guard let job = try tx.job(id) else { return }
    switch DependencyPolicy.decide(edges.lazy.map(\.1)) {
    case .skipped: try End.job(job, as: .skipped, reason: .dependency, tx)
    case .released where job.state == .blocked:
      let next = DependencyPolicy.released(runAt: job.runAt?.micros, now: tx.now)
      try Move.waiting(job, to: next, reason: nil, tx) { $0.pending = 0 }
    case .released: try tx.setPending(id, 0)
    case .waits: try tx.setPending(id, edges.count { $0.1 == .pending })
    }
  }

  /// What is wrong with these parents, if one of them waits for the job.
  private static func cycle(_ job: JobRow, _ after: [Dependency], _ tx: Transaction) throws(StoreError) -> FieldFault? {
    // Who waits for its batch waits for it.
    let targets = [.job(job.id)] + (job.batch.map { [Parent.batch(BatchID($0))] } ?? [])
    switch try CycleSearch.whoWaits(for: targets, among: after.map(\.parent), tx) {
    case .nobody: return nil
    case .unknown: return FieldFault(field: "after", detail: CycleSearch.tooLarge)
    case .parent(let parent):
      let number = after.firstIndex { $0.parent == parent } ?? 0
      let isItself = parent == .job(job.id)
      let detail = isItself ? "is the job itself" : "waits for job \(job.id): they would wait for each other for ever"
      return FieldFault(field: "after[\(number)].\(parent.field)", detail: detail)
    }
  }
}
