// Who waits for which changes, by what most readers narrow them by: a change of one queue looks at nobody who waits for
// another.

/// Readers that wait.
struct EventIndex {
  private var byQueue: [String: Set<EventSeat.ID>] = [:]
  private var byBatch: [Int64: Set<EventSeat.ID>] = [:]
  /// Those of a queue who hear of batches as well: of these it is not known here where their members are.
  private var ofAllBatches: Set<EventSeat.ID> = []
  /// Those who have to be asked about each.
  private(set) var others: Set<EventSeat.ID> = []
  private var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func add(_ id: EventSeat.ID, _ matcher: EventMatcher) {
    count += 1
    if let batch = matcher.batch {
      byBatch[batch, default: []].insert(id)
    } else if let queues = matcher.queues {
      for queue in queues { byQueue[queue, default: []].insert(id) }
      if matcher.namesNothing { ofAllBatches.insert(id) }
    } else {
      others.insert(id)
    }
  }

  mutating func remove(_ id: EventSeat.ID, _ matcher: EventMatcher) {
    count -= 1
    if let batch = matcher.batch {
      Self.remove(id, from: &byBatch, batch)
    } else if let queues = matcher.queues {
      for queue in queues { Self.remove(id, from: &byQueue, queue) }
      ofAllBatches.remove(id)
    } else {
      others.remove(id)
    }
  }

  private static func remove<Key: Hashable>(
    _ id: EventSeat.ID, from index: inout [Key: Set<EventSeat.ID>], _ key: Key
  ) {
    index[key]?.remove(id)
    if index[key]?.isEmpty == true { index[key] = nil }
  }

  /// Whom a change may concern.
  func candidates(for change: Change) -> [EventSeat.ID] {
    var found = Array(others)
    switch change {
    case .job(let change):
      if let ids = byQueue[change.facts.queue] { found += ids }
      if let queue = change.before?.queue, let ids = byQueue[queue] { found += ids }
      if let batch = change.facts.batch, let ids = byBatch[batch] { found += ids }
    case .batch(let batch, _):
      found += ofAllBatches
      if let ids = byBatch[batch.id.value] { found += ids }
    case .queue(let status, _, _): if let ids = byQueue[status.name] { found += ids }
    // Whoever is limited to the queue of its jobs.
    case .schedule(let schedule, _, let before, _):
      let queue = schedule.spec.job.queue
      if let ids = byQueue[queue] { found += ids }
      if let old = before?.spec.job.queue, old != queue, let ids = byQueue[old] { found += ids }
    }
    return found
  }
}
