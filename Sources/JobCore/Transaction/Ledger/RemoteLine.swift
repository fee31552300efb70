// The remote workers that wait for jobs, in the order in which they came. Those that want the same stand together, so
// that a job is looked for once for all of them, and wakes one.

/// Waiting claims of remote workers; confined to the writer's queue.
struct RemoteLine {
  /// A claim that waits.
  struct Poll {
    let ticket: ClaimTicket
    let request: ClaimRequest
    let idempotency: ClaimIdempotency?
    let answer: @Sendable ([RemoteClaim]) -> Void
    /// If there is nothing, it stays in line; else it is answered at once.
    let waits: Bool

    init(
      ticket: ClaimTicket, request: ClaimRequest, idempotency: ClaimIdempotency?,
      answer: @escaping @Sendable ([RemoteClaim]) -> Void
    ) {
      self.ticket = ticket
      self.request = request
      self.idempotency = idempotency
      self.answer = answer
      waits = request.waitMicros > 0
    }

    /// In the order of arrival.
    var id: Int { ticket.number }
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
    /// Those that still wait.
    var waiting = 0
  }

  private var waiters: [Int: Poll] = [:]
  private var groups: [Wish: Group] = [:]
  private var byHandler: [String: Set<Wish>] = [:]
  private var byQueue: [String: Set<Wish>] = [:]
  private var byKey: [String: Int] = [:]
  /// Those that do not wait.
  private var passing: Set<Int> = []
  /// Came in the transaction that runs: they were never here if it fails.
  private var added: Set<Int> = []
  /// Were given jobs or withdrawn by the transaction that runs: they still wait if it fails.
  private var gone: Set<Int> = []

  var count: Int { waiters.count - gone.count }
  var isEmpty: Bool { count == 0 }
  /// Some have come in the transaction that runs.
  var hasNew: Bool { !added.isEmpty }
  var wishes: [Wish] { Array(groups.keys) }

  mutating func add(_ waiter: Poll) {
    guard waiters.updateValue(waiter, forKey: waiter.id) == nil else { return }
    added.insert(waiter.id)
    if let key = waiter.idempotency?.key { byKey[key] = waiter.id }
    if !waiter.waits { passing.insert(waiter.id) }
    let wish = Wish(waiter.request)
    if groups[wish] == nil {
      for handler in wish.handlers { byHandler[handler, default: []].insert(wish) }
      if wish.handlers.isEmpty { for queue in wish.queues { byQueue[queue, default: []].insert(wish) } }
    }
    groups[wish, default: Group()].ids.append(waiter.id)
    groups[wish, default: Group()].waiting += 1
  }

  /// The one that waits with this key, if one does.
  func waiter(key: String) -> Poll? {
    guard let id = byKey[key], !gone.contains(id) else { return nil }
    return waiters[id]
  }

  /// The waiter waits no longer once the transaction is written; `nil` if it did not wait, or has been given jobs.
  mutating func take(_ id: Int) -> Poll? {
    guard let waiter = waiters[id], gone.insert(id).inserted else { return nil }
    return waiter
  }

  /// All who wait; as `take` of each.
  mutating func takeAll() -> [Poll] {
    waiters.keys.sorted().compactMap { take($0) }
  }

  /// Those that do not wait, as `take` of each, but for those with these wishes.
  mutating func takePassing(except wishes: Set<Wish>) -> [Poll] {
    passing.sorted().compactMap { id in
      guard let waiter = waiters[id], !wishes.contains(Wish(waiter.request)) else { return nil }
      return take(id)
    }
  }

  /// How many jobs those wish for who wish this, up to `max`.
  func wanted(_ wish: Wish, max: Int) -> Int {
    guard let group = groups[wish] else { return 0 }
    var wanted = 0
    for id in group.ids[group.first...] {
      if wanted >= max { break }
      if !gone.contains(id) { wanted += waiters[id]?.request.max ?? 0 }
    }
    return Swift.min(wanted, max)
  }

  /// The wishes that a new job of `handler` in `queue` may meet.
  func wishes(for handler: String, in queue: String) -> [Wish] {
    let byName = (byHandler[handler] ?? []).filter { $0.queues.isEmpty || $0.queues.contains(queue) }
    return Array(byName.union(byQueue[queue] ?? []))
  }

  /// The one that has waited longest for this.
  func first(_ wish: Wish) -> Poll? {
    guard let group = groups[wish] else { return nil }
    for index in group.first..<group.ids.count {
      let id = group.ids[index]
      if let waiter = waiters[id], !gone.contains(id) { return waiter }
    }
    return nil
  }

  /// The transaction is written: those who were given jobs or withdrawn wait no longer.
  mutating func commit() {
    forget(gone)
    (added, gone) = ([], [])
  }

  /// The transaction is not written: all are as they were before it.
  mutating func rollBack() {
    forget(added)
    // One of those may have been replaced by one that was never here.
    for id in gone {
      if let key = waiters[id]?.idempotency?.key { byKey[key] = id }
    }
    (added, gone) = ([], [])
  }

  private mutating func forget(_ ids: Set<Int>) {
    for id in ids {
      guard let waiter = waiters.removeValue(forKey: id) else { continue }
      passing.remove(id)
      if let key = waiter.idempotency?.key, byKey[key] == id { byKey[key] = nil }
      let wish = Wish(waiter.request)
      groups[wish]?.waiting -= 1
      compact(wish)
    }
  }

  /// Forgets the group with the last of it, and those of it that are gone once they are the most.
  private mutating func compact(_ wish: Wish) {
    guard var group = groups.removeValue(forKey: wish) else { return }
    if group.waiting == 0 {
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
    while group.first < group.ids.count, waiters[group.ids[group.first]] == nil { group.first += 1 }
    if group.ids.count > 64 && group.ids.count > group.waiting * 2 {
      group.ids = group.ids[group.first...].filter { waiters[$0] != nil }
      group.first = 0
    }
    groups[wish] = group
  }
}
