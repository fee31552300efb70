// What remote workers have asked for and when, so that `why` can say since when nobody has asked for such a job.

/// The latest time of each thing that was asked for, and how many wait for it; bounded.
struct RemoteAsks {
  /// What a claim wants: empty is all.
  private struct Wish: Hashable {
    let handlers: [String]
    let queues: [String]

    init(_ request: ClaimRequest) {
      (handlers, queues) = (request.handlers, request.queues)
    }

    func includes(_ handler: String, _ queue: String) -> Bool {
      (handlers.isEmpty || handlers.contains(handler)) && (queues.isEmpty || queues.contains(queue))
    }
  }

  private struct Ask {
    var at: Timestamp
    var waiting = 0
  }

  private var asks: [Wish: Ask] = [:]
  /// The time of the latest entry that was forgotten: whatever is not listed here has not been asked for since then.
  private var forgottenAt: Timestamp?

  var count: Int { asks.count }

  /// A claim begins.
  mutating func begins(_ request: ClaimRequest, now: Timestamp) {
    let wish = Wish(request)
    if asks[wish] == nil { makeRoom() }
    asks[wish, default: Ask(at: now)].at = now
    asks[wish]?.waiting += 1
  }

  /// The claim has been answered, or given up: until now it was asked for.
  mutating func ends(_ request: ClaimRequest, now: Timestamp) {
    let wish = Wish(request)
    asks[wish]?.at = now
    asks[wish]?.waiting -= 1
  }

  /// Since then nobody has asked for a job like this; `nil` if nobody ever has.
  func last(handler: String, queue: String) -> Timestamp? {
    let times = asks.lazy.filter { $0.key.includes(handler, queue) }.map(\.value.at)
    return [times.max(), forgottenAt].compactMap(\.self).max()
  }

  func isWaiting(handler: String, queue: String) -> Bool {
    asks.contains { $0.value.waiting > 0 && $0.key.includes(handler, queue) }
  }

  /// The entry that was asked for longest ago is forgotten, unless somebody waits for it.
  private mutating func makeRoom() {
    guard asks.count >= Limits.remoteAsksMax else { return }
    // A tenth at a time, so that a flood of entries does not cost a search for each.
    let idle = asks.filter { $0.value.waiting <= 0 }.sorted { $0.value.at < $1.value.at }
    for (wish, ask) in idle.prefix(max(1, Limits.remoteAsksMax / 10)) {
      asks[wish] = nil
      forgottenAt = max(forgottenAt ?? ask.at, ask.at)
    }
  }
}
