// One who follows along: pulled at its own pace, so that a slow one costs nobody but itself. First what there is, if that
// is wanted, in pages that are each a short read; then what has changed since, and then what changes.

/// A follower of changes.
package struct EventReader: Sendable {
  /// Some events, in their order.
  package struct Page: Sendable {
    package var events: [QueueEvent] = []
    /// To go on behind all of this; `nil` within a snapshot.
    package var position: EventPosition?
    /// Nothing comes after it.
    package var isLast = false
  }

  private enum Phase {
    case beginning(EventGap?)
    case snapshot(after: JobCursor?)
    case live
    case over
  }

  private let jobs: any JobListStore
  private let store: any EventStore
  private let details: EventDetails
  private let filter: EventFilter
  private let matcher: EventMatcher
  package let seat: EventSeat
  private let wantsSnapshot: Bool
  private var phase: Phase
  /// All up to this number has been told, or is of no interest.
  private var number: UInt64

  private var ring: EventRing { seat.ring }

  /// `nil` if there are too many.
  init?(
    _ filter: EventFilter, from origin: EventOrigin, ring: EventRing, details: EventDetails,
    jobs: any JobListStore, store: any EventStore
  ) {
    let matcher = EventMatcher(filter)
    guard let seat = ring.open(matcher) else { return nil }
    (self.jobs, self.store, self.details) = (jobs, store, details)
    (self.filter, self.matcher, self.seat) = (filter, matcher, seat)
    (number, phase, wantsSnapshot) = (origin.number, .beginning(origin.gap), origin.wantsSnapshot)
  }

  /// It has told all that has happened until now.
  package var isCaughtUp: Bool {
    if case .live = phase { number == ring.last } else { false }
  }

  private var position: EventPosition { EventPosition(boot: ring.boot, number: number) }

  /// What comes next: nothing at first, so that its reader knows where it is, and nothing when it was nudged or the task
  /// is cancelled.
  package mutating func next() async throws(StoreError) -> Page {
    switch phase {
    case .beginning(let gap):
      phase = wantsSnapshot ? .snapshot(after: nil) : .live
      let place = wantsSnapshot ? nil : position
      return Page(events: gap.map { [event(.gap($0), place)] } ?? [], position: place)
    case .snapshot(let cursor): return try await snapshot(after: cursor)
    case .live: return try await changes()
    case .over: return Page(isLast: true)
    }
  }

  private func event(_ what: QueueEvent.What, _ position: EventPosition?) -> QueueEvent {
    QueueEvent(what: what, at: SystemClock().now(), position: position)
  }

  private mutating func overrun() -> Page {
    phase = .over
    number = ring.last
    let place = wantsSnapshot ? nil : position
    return Page(events: [event(.gap(.overrun), place)], position: place, isLast: true)
  }

  // MARK: What there is

  /// The newest first, so that those that come meanwhile do not make it longer: they are among the changes.
  private mutating func snapshot(after cursor: JobCursor?) async throws(StoreError) -> Page {
    guard skipUnmeant() else { return overrun() }
    let (page, labels) = try await details.snapshots.inTurn { () async throws(StoreError) in
      let page = try await jobs.jobs(filter.jobs, order: .newest, limit: Limits.eventSnapshotPageMax, after: cursor)
      return (page, try await details.labels(of: page.jobs.map(\.id), from: store))
    }
    var events: [QueueEvent] = []
    for job in page.jobs {
      let shown = EventJob(job, command: labels[job.id]?.command)
      guard matcher.means(shown) else { continue }
      var event = QueueEvent(what: .job(JobNews(.moved, shown)), at: job.stateSince, position: nil)
      event.isSnapshot = true
      events.append(event)
    }
    if let next = page.next {
      phase = .snapshot(after: next)
      return Page(events: events)
    }
    phase = .live
    events.append(event(.snapshotEnd, position))
    return Page(events: events, position: position)
  }

  /// Goes on to the first change that may be meant, so that all others push nobody out; false if some of them are gone.
  private mutating func skipUnmeant() -> Bool {
    while let parts = ring.read(after: number, max: Limits.eventPageMax) {
      guard let last = parts.last?.last else { return true }
      for part in parts {
        if let offset = part.changes.firstIndex(where: matcher.mayMean) {
          number = part.first + UInt64(offset - part.changes.startIndex) - 1
          return true
        }
      }
      number = last
    }
    return false
  }

  // MARK: What changes

  private mutating func changes() async throws(StoreError) -> Page {
    while !Task.isCancelled {
      guard let parts = ring.read(after: number, max: Limits.eventPageMax) else { return overrun() }
      guard let last = parts.last?.last else {
        switch await ring.wait(seat.id, after: number) {
        case .look(let looked): number = looked
        case .nudge(let looked):
          number = looked
          return Page(position: position)
        case .over:
          phase = .over
          return Page(position: position, isLast: true)
        }
        continue
      }
      let events = try await events(parts)
      number = last
      if !events.isEmpty { return Page(events: events, position: position) }
    }
    return Page(position: position, isLast: true)
  }

  private func events(_ parts: [EventRingState.Part]) async throws(StoreError) -> [QueueEvent] {
    var wanted: [(number: UInt64, change: Change)] = []
    for part in parts {
      for (offset, change) in part.changes.enumerated() where matcher.mayMean(change) {
        wanted.append((part.first + UInt64(offset), change))
      }
    }
    if wanted.isEmpty { return [] }
    let ofJobs = wanted.compactMap { one in
      if case .job(let change) = one.change { EventDetails.Numbered(number: one.number, change: change) } else { nil }
    }
    var news = try await details.news(of: ofJobs, from: store)[...]
    var events: [QueueEvent] = []
    for (number, change) in wanted {
      let place = EventPosition(boot: ring.boot, number: number)
      switch change {
      case .job(let change):
        guard let one = news.popFirst()?.seen(within: filter.jobs.limits) else { continue }
        if let event = Self.event(one, matcher.verdict(one), change.at, place) { events.append(event) }
      case .batch(let batch, let moment):
        var event = QueueEvent(what: .batch(batch), at: moment, position: place)
        if !filter.jobs.limits.isEmpty {
          let realms = try await details.realms(of: batch.id, number, from: jobs)
          guard realms.allSatisfy(filter.jobs.limits.contains) else { continue }
          event.realms = realms
        }
        events.append(event)
      case .queue(let status, let moment):
        events.append(QueueEvent(what: .queue(status), at: moment, position: place))
      case .schedule(let schedule, let isDeleted, let moment):
        events.append(QueueEvent(what: .schedule(schedule, isDeleted: isDeleted), at: moment, position: place))
      }
    }
    return events
  }

  private static func event(
    _ news: JobNews, _ verdict: EventMatcher.Verdict, _ moment: Timestamp, _ place: EventPosition
  ) -> QueueEvent? {
    switch verdict {
    case .isNotMeant: return nil
    case .isMeant: return QueueEvent(what: .job(news), at: moment, position: place)
    case .hasLeft: return QueueEvent(what: .job(news), at: moment, position: place, hasLeft: true)
    case .isOutOfSight: return QueueEvent(what: .job(news.hidden), at: moment, position: place, hasLeft: true)
    }
  }
}
