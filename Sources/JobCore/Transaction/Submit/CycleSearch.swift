// Who waits for whom, through however many others: what a new parent is checked for, so that no jobs wait for each other.

/// A search from both ends at once: upwards, through what is waited for, and downwards, through who waits. It is over as
/// soon as they meet, or one end has nothing left; so a job that nobody waits for is no work, however large the batch is
/// that it is to wait for.
struct CycleSearch {
  enum Answer {
    case nobody
    /// This one of those asked about.
    case parent(Parent)
    case unknown
  }

  static let tooLarge =
    "waits for very many jobs, and very many wait for this one: too many to find out whether they would wait for each other"

  /// A node whose neighbours have been looked at up to `last`.
  private struct Place {
    let node: Parent
    var last: Int64 = 0
  }

  /// What the parents wait for, each with the parent that does.
  private var above: [Parent: Parent] = [:]
  private var up: [Place] = []
  private var below: Set<Parent> = []
  private var down: [Place] = []

  /// Which of `parents` is one of `targets` or waits for one, directly or through others. A target's batch has to be
  /// among the targets. Looks at what has not ended only.
  static func whoWaits(
    for targets: [Parent], among parents: [Parent], _ tx: Transaction
  ) throws(StoreError) -> Answer {
    var search = CycleSearch()
    for target in targets { _ = search.addBelow(target) }
    for parent in parents where search.addAbove(parent, origin: parent) { return .parent(parent) }
    while !search.up.isEmpty && !search.down.isEmpty {
      if let parent = try search.goDown(tx) { return .parent(parent) }
      if search.down.isEmpty { break }
      if let parent = try search.goUp(tx) { return .parent(parent) }
      if search.above.count + search.below.count > Limits.cycleSearchMax { return .unknown }
    }
    return .nobody
  }

  // MARK: A step: some places at one end, and their neighbours in one go

  /// Adds what the next places wait for: a job for its pending parents, a batch for its members, of which those that wait
  /// for nothing lead nowhere. Returns the parent by way of which one of them is below as well, if one is.
  private mutating func goUp(_ tx: Transaction) throws(StoreError) -> Parent? {
    let places = Self.take(&up)
    try tx.readAhead(Wants(among: places.lazy.map(\.node)))
    var jobs: [JobID] = []
    var (batches, lines): ([BatchID], [JobLine]) = ([], [])
    for place in places {
      switch place.node {
      case .job(let id): if try tx.job(id)?.pending ?? 0 > 0 { jobs.append(id) }
      case .batch(let id):
        guard let batch = try Batches.batch(id.value, tx), batch.finishedAt == nil else { continue }
        lines.append(JobLine(list: .waitingMembers(id.value), after: JobID(place.last), max: Limits.edgesPage))
        batches.append(id)
      }
    }
    if !jobs.isEmpty {
      let edges = try tx.search { rows throws(StoreError) in try rows.look(Wants(parents: jobs)) }.parents
      for edge in edges where edge.outcome == .pending {
        guard let origin = above[.job(edge.child)] else { continue }
        if addAbove(edge.dependency.parent, origin: origin) { return origin }
      }
    }
    if lines.isEmpty { return nil }
    let pages = try tx.search { rows throws(StoreError) in try rows.upkeep.jobs(lines) }
    for (batch, page) in zip(batches, pages) {
      guard let origin = above[.batch(batch)] else { continue }
      for member in page where addAbove(.job(member.id), origin: origin) { return origin }
      if page.count == Limits.edgesPage, let last = page.last {
        up.append(Place(node: .batch(batch), last: last.id.value))
      }
    }
    return nil
  }

  /// Adds those who wait for the next places: follow-ups, and of a job its batch. Returns the parent by way of which one
  /// of them is above as well, if one is.
  private mutating func goDown(_ tx: Transaction) throws(StoreError) -> Parent? {
    let places = Self.take(&down)
    try tx.readAhead(Wants(among: places.lazy.map(\.node)))
    for place in places where place.last == 0 {
      guard case .job(let id) = place.node, let batch = try tx.job(id)?.batch.map({ BatchID($0) }),
        let row = try Batches.batch(batch.value, tx), row.finishedAt == nil
      else { continue }
      if let parent = addBelow(.batch(batch)) { return parent }
    }
    let lines = places.map {
      WaitingLine(parent: $0.node, from: JobID($0.last + 1), max: Limits.edgesPage)
    }
    let edges = try tx.waiting(lines, max: lines.count * Limits.edgesPage)
    try tx.readAhead(Wants(among: edges.lazy.map { .job($0.child) }))
    // One that has ended in another way waits no more.
    for edge in edges where try tx.job(edge.child)?.pending ?? 0 > 0 {
      if let parent = addBelow(.job(edge.child)) { return parent }
    }
    let pages = Dictionary(grouping: edges, by: \.dependency.parent)
    for place in places {
      guard let page = pages[place.node], page.count == Limits.edgesPage, let last = page.last else { continue }
      down.append(Place(node: place.node, last: last.child.value))
    }
    return nil
  }

  private static func take(_ places: inout [Place]) -> [Place] {
    let taken = Array(places.suffix(Limits.cycleStepMax))
    places.removeLast(taken.count)
    return taken
  }

  // MARK: Nodes

  /// Adds a node above, found by way of `origin`; true if it is below as well.
  private mutating func addAbove(_ node: Parent, origin: Parent) -> Bool {
    if above[node] == nil {
      above[node] = origin
      up.append(Place(node: node))
    }
    return below.contains(node)
  }

  /// Adds a node below; the parent by way of which it is above as well, if it is.
  private mutating func addBelow(_ node: Parent) -> Parent? {
    if below.insert(node).inserted { down.append(Place(node: node)) }
    return above[node]
  }
}
