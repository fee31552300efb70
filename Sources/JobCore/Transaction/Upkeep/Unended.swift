// The look for a follow-up that has not ended, past those that have, of which there may be very many.

/// Looks for those who may still want something.
enum Unended {
  /// What such a look has found.
  enum Look: Equatable {
    case found(JobID)
    case none
    /// The transaction has done enough; the next one goes on behind this one.
    case unfinished(after: JobID)
  }

  /// The first pages of several looks, which are short if there are many of them.
  struct Pages {
    fileprivate var max = 0
    fileprivate var found: [Parent: [JobStanding]] = [:]
  }

  /// The first pages of looks at these, in one go; what is done meanwhile lets none of those on them wait again.
  static func pages(_ firsts: [(parent: Parent, after: JobID)], _ tx: Transaction) throws(StoreError) -> Pages {
    if firsts.isEmpty { return Pages() }
    let max = Swift.max(1, tx.room(forWorkOf: 2, max: firsts.count * Limits.edgesPage) / firsts.count)
    let lines = firsts.map { JobLine(list: list($0.parent), after: $0.after, max: max) }
    let found = try tx.search { rows throws(StoreError) in try rows.upkeep.jobs(lines) }
    return Pages(max: max, found: Dictionary(zip(firsts.map(\.parent), found)) { first, _ in first })
  }

  private static func list(_ parent: Parent) -> IndexedJobs {
    switch parent {
    case .job(let id): .followUps(of: id)
    case .batch(let id): .waiting(forBatch: id.value)
    }
  }

  /// - Parameters:
  ///   - parent: whose follow-ups are looked at; of a batch those that have not been told of its end.
  ///   - pages: what has been read of that.
  static func look(
    at parent: Parent, after first: JobID, in pages: Pages = Pages(), _ tx: Transaction
  ) throws(StoreError) -> Look {
    var last = first
    if let page = pages.found[parent] {
      if let found = look(at: page, max: pages.max, &last) { return found }
      if tx.isPieceDone { return .unfinished(after: last) }
    }
    while true {
      let page = try tx.search { rows throws(StoreError) in
        try rows.upkeep.jobs(list(parent), after: last, max: Limits.edgesPage)
      }
      if let found = look(at: page, max: Limits.edgesPage, &last) { return found }
      if tx.isPieceDone { return .unfinished(after: last) }
    }
  }

  /// `nil` if there may be more, behind `last`.
  private static func look(at page: [JobStanding], max: Int, _ last: inout JobID) -> Look? {
    if let child = page.first(where: \.mayBeLive) { return .found(child.id) }
    guard page.count == max, let end = page.last else { return Look.none }
    last = end.id
    return nil
  }
}
