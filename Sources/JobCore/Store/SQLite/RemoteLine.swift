// The remote workers that wait for jobs, in the order in which they came. Those that want the same stand together, so
// that a job is looked for once for all of them, and wakes one.

/// Waiting claims of remote workers; confined to the writer's queue.
struct RemoteLine {
  /// A claim that waits.
  struct Poll {
    let id: Int
    let request: ClaimRequest
    let idempotency: ClaimIdempotency?
    let answer: @Sendable ([RemoteClaim]) -> Void
  }

  /// What a group of them wants.
  struct Wish: Hashable {
    let handlers: [String]
    let queues: [String]

    init(_ request: ClaimRequest) {
      handlers = Set(request.handlers).sorted()
      queues = Set(request.queues).sorted()
    }
  }

  private struct Group {
    /// In the order of arrival; those that are gone are skipped.
    var ids: [Int] = []
    var first = 0
  }

  private var waiters: [Int: Poll] = [:]
  private var groups: [Wish: Group] = [:]
  private var byHandler: [String: Set<Wish>] = [:]
  private var byQueue: [String: Set<Wish>] = [:]
  /// Given jobs by the transaction that runs: still waiting if it fails.
  private var taken: Set<Int> = []

  var count: Int { waiters.count }
  var isEmpty: Bool { waiters.isEmpty }
  var wishes: [Wish] { Array(groups.keys) }

  mutating func add(_ waiter: Poll) {
    guard waiters.updateValue(waiter, forKey: waiter.id) == nil else { return }
    let wish = Wish(waiter.request)
    if groups[wish] == nil {
      for handler in wish.handlers { byHandler[handler, default: []].insert(wish) }
      if wish.handlers.isEmpty { for queue in wish.queues { byQueue[queue, default: []].insert(wish) } }
    }
    groups[wish, default: Group()].ids.append(waiter.id)
  }

  /// The waiter no longer waits; `nil` if it had not, or has been given jobs.
  mutating func remove(_ id: Int) -> Poll? {
    guard !taken.contains(id), let waiter = waiters.removeValue(forKey: id) else { return nil }
    compact(Wish(waiter.request))
    return waiter
  }

  /// The wishes that a new job of `handler` in `queue` may meet.
  func wishes(for handler: String, in queue: String) -> [Wish] {
    let byName = (byHandler[handler] ?? []).filter { $0.queues.isEmpty || $0.queues.contains(queue) }
    return Array(byName.union(byQueue[queue] ?? []))
  }

  /// The one that has waited longest for this.
  mutating func first(_ wish: Wish) -> Poll? {
    guard let group = groups[wish] else { return nil }
    for index in group.first..<group.ids.count {
      let id = group.ids[index]
      if let waiter = waiters[id], !taken.contains(id) { return waiter }
    }
    return nil
  }

  mutating func take(_ id: Int) {
    taken.insert(id)
  }

  /// The transaction is written: those who were given jobs wait no longer.
  mutating func commit() {
    if taken.isEmpty { return }
    for id in taken {
      if let waiter = waiters.removeValue(forKey: id) { compact(Wish(waiter.request)) }
    }
    taken = []
  }

  mutating func rollBack() {
    taken = []
  }

  /// Everybody who waits, at the end.
  mutating func removeAll() -> [Poll] {
    defer { self = RemoteLine() }
    return waiters.values.sorted { $0.id < $1.id }
  }

  /// Forgets those at the head of a group that are gone, and the group with the last.
  private mutating func compact(_ wish: Wish) {
    guard var group = groups.removeValue(forKey: wish) else { return }
    while group.first < group.ids.count, waiters[group.ids[group.first]] == nil { group.first += 1 }
    if group.first == group.ids.count {
      for handler in wish.handlers {
        byHandler[handler]?.remove(wish)
        if byHandler[handler]?.isEmpty ?? false { byHandler[handler] = nil }
      }
      for queue in wish.queues {
        byQueue[queue]?.remove(wish)
        if byQueue[queue]?.isEmpty ?? false { byQueue[queue] = nil }
      }
      return
    }
    if group.first > 64 && group.first > group.ids.count / 2 {
      group.ids = group.ids[group.first...].filter { waiters[$0] != nil }
      group.first = 0
    }
    groups[wish] = group
  }
}
