// Who waits for whom, through however many others: what a new parent is checked for, so that no jobs wait for each other.

/// A search from both ends at once: upwards, through what is waited for, and downwards, through who waits. It is over as
/// soon as they meet, or one end has nothing left; so a job that nobody waits for is no work, however large the batch is
/// that it is to wait for.
struct WaitSearch {
  enum Answer {
    case nobody
    /// This one of those asked about.
    case parent(Parent)
    case unknown
  }

  static let tooLarge =
    "waits for very many jobs, and very many wait for this one: too many to find out whether they would wait for each other"

  /// A node whose neighbours have been looked at up to `last`.
  struct Place {
    let node: Parent
    var last: Int64 = 0
  }

  /// What the parents wait for, each with the parent that does.
  var above: [Parent: Parent] = [:]
  var up: [Place] = []
  var below: Set<Parent> = []
  var down: [Place] = []

  /// Adds a node above, found by way of `origin`; true if it is below as well.
  mutating func addAbove(_ node: Parent, origin: Parent) -> Bool {
    if above[node] == nil {
      above[node] = origin
      up.append(Place(node: node))
    }
    return below.contains(node)
  }

  /// Adds a node below; the parent by way of which it is above as well, if it is.
  mutating func addBelow(_ node: Parent) -> Parent? {
    if below.insert(node).inserted { down.append(Place(node: node)) }
    return above[node]
  }
}

extension WriterContext {
  /// Which of `parents` is one of `targets` or waits for one, directly or through others. A target's batch has to be
  /// among the targets. Looks at what has not ended only.
  func whoWaits(for targets: [Parent], among parents: [Parent]) throws(StoreError) -> WaitSearch.Answer {
    var search = WaitSearch()
    for target in targets { _ = search.addBelow(target) }
    for parent in parents where search.addAbove(parent, origin: parent) { return .parent(parent) }
    while true {
      guard var above = search.up.popLast(), let origin = search.above[above.node] else { return .nobody }
      let waitedFor = try waitedFor(by: &above)
      if above.last > 0 { search.up.append(above) }
      for next in waitedFor where search.addAbove(next, origin: origin) { return .parent(origin) }

      guard var below = search.down.popLast() else { return .nobody }
      let waiting = try waiting(for: &below)
      if below.last > 0 { search.down.append(below) }
      for next in waiting {
        if let parent = search.addBelow(next) { return .parent(parent) }
      }
      if search.above.count + search.below.count > Limits.cycleSearchMax { return .unknown }
    }
  }

  /// The next of what `place` waits for: a job for its pending parents, a batch for its members, of which those that
  /// wait for nothing lead nowhere. `place.last` is 0 when there are no more.
  private func waitedFor(by place: inout WaitSearch.Place) throws(StoreError) -> [Parent] {
    switch place.node {
    case .job(let id):
      guard let facts = try facts(id), facts.pending > 0 else { return [] }
      return try Edges.parents(of: id, self).filter { $0.outcome == .pending }.map(\.dependency.parent)
    case .batch(let id):
      guard let batch = try batchMemory(id.value), batch.finishedAt == nil else { return [] }
      let row = try statement(BatchSQL.waitingMembers)
      row.bind(1, id.value)
      row.bind(2, place.last)
      row.bind(3, Limits.edgesPage)
      var members: [Parent] = []
      while try row.step() { members.append(.job(JobID(row.int64(0)))) }
      place.last = next(members)
      return members
    }
  }

  /// The next of those who wait for `place`: follow-ups, and of a job its batch.
  private func waiting(for place: inout WaitSearch.Place) throws(StoreError) -> [Parent] {
    var found: [Parent] = []
    if place.last == 0, case .job(let id) = place.node, let batch = try facts(id)?.links.batch,
      try batchMemory(batch)?.finishedAt == nil
    {
      found.append(.batch(BatchID(batch)))
    }
    let line = WaitingLine(parent: place.node, from: JobID(place.last + 1), max: Limits.edgesPage)
    let children = try waiting([line], max: Limits.edgesPage).map { Parent.job($0.child) }
    place.last = next(children)
    for child in children {
      // One that has ended in another way waits no more.
      guard case .job(let id) = child, try facts(id)?.pending ?? 0 > 0 else { continue }
      found.append(child)
    }
    return found
  }

  /// Where to go on behind a page.
  private func next(_ page: [Parent]) -> Int64 {
    page.count < Limits.edgesPage ? 0 : page.last?.number ?? 0
  }
}
