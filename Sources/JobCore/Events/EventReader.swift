// One who follows along: pulled at its own pace, so that a slow one costs nobody but itself. First what there is, if that
// is wanted, in pages that are each a short read; then what has changed since, and then what changes.

/// A follower of changes.
package struct EventReader: Sendable {
  /// Some events, in their order.
  package struct Page: Sendable {
    package var events: [QueueEvent] = []
    /// To go on behind all of this; `nil` within a snapshot.
    package var position: EventPosition?
    /// It tells of changes, and not of what there is or that there is nothing.
    package var isOfChanges = false
    /// Nothing comes after it.
    package var isLast = false
  }

  private enum Phase {
    case beginning(EventGap?)
    case snapshot(after: JobCursor?, max: Int)
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
  private var pending: PendingChanges
  /// It need not go further than this.
  private var goal: UInt64?

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
    (phase, wantsSnapshot) = (.beginning(origin.gap), origin.wantsSnapshot)
    pending = PendingChanges(after: origin.number)
  }

  /// What happens from now on is not waited for: where very much happens, it might never be caught up.
  package mutating func hurry() {
    if case .live = phase, goal == nil { goal = ring.last }
  }

  /// It has told all that has happened until now, or until it was told to hurry.
  package var isCaughtUp: Bool {
    if case .live = phase { pending.told >= goal ?? ring.last } else { false }
  }

  /// Lets changes gather until its seat says that it is enough, unless it has not told yet what there is. It returns at
  /// once for all but changes, and for the end of the one thing that it is about.
  package func gather() async {
    if case .live = phase, pending.isEmpty { await ring.gather(seat.id, after: pending.looked) }
  }

  private var position: EventPosition { EventPosition(boot: ring.boot, number: pending.told) }

  /// What comes next: nothing at first, so that its reader knows where it is, and nothing when it was nudged or the task
  /// is cancelled.
  package mutating func next() async throws(StoreError) -> Page {
    switch phase {
    case .beginning(let gap):
      phase = wantsSnapshot ? .snapshot(after: nil, max: Limits.eventSnapshotPageMax) : .live
      let place = wantsSnapshot ? nil : position
      return Page(events: gap.map { [event(.gap($0), place)] } ?? [], position: place)
    case .snapshot(let cursor, let max): return try await snapshot(after: cursor, max: max)
    case .live: return try await changes()
    case .over: return Page(isLast: true)
    }
  }

  private func event(_ what: QueueEvent.What, _ position: EventPosition?) -> QueueEvent {
    QueueEvent(what: what, at: SystemClock().now(), position: position)
  }

  private mutating func overrun() -> Page {
    phase = .over
    pending = PendingChanges(after: ring.last)
    let place = wantsSnapshot ? nil : position
    return Page(events: [event(.gap(.overrun), place)], position: place, isLast: true)
  }

  // MARK: What there is

  /// The oldest first: of those that are still to be read nothing has to be remembered that happens to them meanwhile,
  /// and what comes new is among them.
  private mutating func snapshot(after cursor: JobCursor?, max: Int) async throws(StoreError) -> Page {
    guard lookAhead(of: cursor) else { return overrun() }
    let page = try await details.snapshots.inTurn { () async throws(StoreError) in
      try await jobs.jobs(filter.jobs, order: .oldest, limit: max, after: cursor)
    }
    var events: [QueueEvent] = []
    var bytes = 0
    for (index, job) in page.jobs.enumerated() {
      if bytes >= Limits.eventPageBytesMax {
        // No more are read next time than are likely to be shown.
        let last = page.jobs[index - 1]
        phase = .snapshot(
          after: JobCursor(id: last.id, priority: last.priority), max: min(2 * index, Limits.eventSnapshotPageMax))
        return Page(events: events)
      }
      let shown = EventJob(job)
      guard matcher.means(shown) else { continue }
      let news = JobNews(.moved, shown)
      bytes += news.keptBytes
      var event = QueueEvent(what: .job(news), at: job.stateSince, position: nil)
      event.isSnapshot = true
      events.append(event)
    }
    if let next = page.next {
      phase = .snapshot(after: next, max: min(2 * max, Limits.eventSnapshotPageMax))
      return Page(events: events)
    }
    phase = .live
    events.append(event(.snapshotEnd, position))
    return Page(events: events, position: position)
  }

  /// Looks at what has changed meanwhile: what is not meant, and what happens to jobs that are still to be read, pushes
  /// nobody out. False if something that has not been looked at is gone.
  private mutating func lookAhead(of cursor: JobCursor?) -> Bool {
    let (matcher, read) = (matcher, cursor?.id ?? JobID(0))
    while !pending.isFull {
      guard let parts = ring.read(after: pending.looked, max: Limits.eventLooksAtOnceMax) else { return false }
      if parts.isEmpty { return true }
      pending.look(at: parts) { change in
        if case .job(let change) = change, change.facts.id > read { return false }
        return matcher.mayMean(change)
      }
    }
    return ring.holds(after: pending.looked)
  }

  // MARK: What changes

  private mutating func changes() async throws(StoreError) -> Page {
    while !Task.isCancelled {
      if pending.isEmpty {
        guard let parts = ring.read(after: pending.looked, max: Limits.eventLooksAtOnceMax) else { return overrun() }
        guard !parts.isEmpty else {
          switch await ring.wait(seat.id, after: pending.looked) {
          case .look(let looked): pending.skip(to: looked)
          case .nudge(let looked):
            pending.skip(to: looked)
            return Page(position: position)
          case .over:
            phase = .over
            return Page(position: position, isLast: true)
          }
          continue
        }
        pending.look(at: parts, for: matcher.mayMean)
      }
      let events = try await tell()
      if !events.isEmpty { return Page(events: events, position: position, isOfChanges: true) }
      // Where much happens of which nothing is meant, it never waits, and whoever nudges it hears all the same.
      if ring.takeNudge(seat.id) { return Page(position: position) }
      await Task.yield()
    }
    return Page(position: position, isLast: true)
  }

  /// The next of what is pending, as much as fits on a page.
  private mutating func tell() async throws(StoreError) -> [QueueEvent] {
    let next = pending.first(Limits.eventPageMax)
    let ofJobs = next.compactMap { one in
      if case .job(let change) = one.change { EventDetails.Numbered(number: one.number, change: change) } else { nil }
    }
    var news = ofJobs.isEmpty ? [] : try await details.news(of: ofJobs, from: store)[...]
    var events: [QueueEvent] = []
    var (count, bytes) = (0, 0)
    for one in next where bytes < Limits.eventPageBytesMax {
      count += 1
      guard let event = try await event(of: one, &news) else { continue }
      events.append(event)
      if case .job(let news) = event.what { bytes += news.keptBytes } else { bytes += one.change.keptBytes }
    }
    pending.removeFirst(count)
    return events
  }

  /// - Parameter news: those of jobs; what belongs to this change is the first.
  private func event(
    of one: PendingChanges.Numbered, _ news: inout ArraySlice<JobNews>
  ) async throws(StoreError) -> QueueEvent? {
    let place = EventPosition(boot: ring.boot, number: one.number)
    switch one.change {
    case .job(let change):
      guard let news = news.popFirst()?.seen(within: filter.jobs.limits) else { return nil }
      return Self.event(news, matcher.verdict(news), change.at, place)
    case .batch(let batch, let moment):
      var event = QueueEvent(what: .batch(batch), at: moment, position: place)
      if !filter.jobs.limits.isEmpty {
        let realms = try await details.realms(of: batch.id, one.number, from: jobs)
        guard realms.allSatisfy(filter.jobs.limits.contains) else { return nil }
        event.realms = realms
      }
      return event
    case .queue(let status, let isDeleted, let moment):
      return QueueEvent(what: .queue(status, isDeleted: isDeleted), at: moment, position: place)
    case .schedule(let schedule, let isDeleted, let before, let moment):
      guard let seen = matcher.seen(schedule, isDeleted: isDeleted, before: before) else { return nil }
      return QueueEvent(what: .schedule(seen.schedule, isDeleted: seen.isDeleted), at: moment, position: place)
    }
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
