// A store whose commits are told to those who follow along.

import TestSupport

@testable import JobCore

extension Change {
  /// A job that has come into a state.
  static func sample(
    _ id: Int64 = 1, rev: Int = 1, queue: String = "q", state: JobState = .queued, from: JobState? = nil,
    batch: Int64? = nil, _ change: (inout JobRow) -> Void = { _ in }
  ) -> Change {
    let row = JobRow.sample(id) { row in
      (row.rev, row.state, row.batch) = (rev, state, batch)
      change(&row)
    }
    return .job(
      JobChange(
        what: .moved, facts: JobFacts(row, queue: queue, exit: nil),
        before: from.map { JobChange.Before(state: $0, reason: nil, queue: nil) }, at: .noon))
  }

  var job: JobChange? { if case .job(let change) = self { change } else { nil } }
}

extension Batch {
  /// One without members.
  static func sample(_ id: Int64) -> Batch {
    BatchRow(
      id: id, name: nil, isFailFast: false, staysOpen: false, isOpen: false, isCancelRequested: false,
      counts: [Int](repeating: 0, count: JobState.allCases.count), createdAt: .noon, submittedBy: nil
    ).batch(clockAhead: 0)
  }
}

extension QueueEvent {
  /// What it is about, in a few words.
  var short: String {
    let mark = hasLeft ? " left" : isSnapshot ? " there" : ""
    return switch what {
    case .job(let news): "\(news.job.id) \(news.what == .moved ? news.job.state.name : "\(news.what)")\(mark)"
    case .batch(let batch): "batch \(batch.id)"
    case .queue(let status, let isDeleted): "queue \(status.name)\(isDeleted ? " deleted" : "")"
    case .schedule(let schedule, let isDeleted): "schedule \(schedule.name)\(isDeleted ? " deleted" : "")"
    case .snapshotEnd: "end"
    case .gap(let gap): "gap \(gap)"
    }
  }

  var job: EventJob? { if case .job(let news) = what { news.job } else { nil } }
}

/// Followers of a store.
final class EventBench: Sendable {
  let ring: EventRing
  let details = EventDetails()

  init(_ limits: EventRingState.Bounds = EventRingState.Bounds()) {
    ring = EventRing(boot: 7, limits: limits)
  }

  /// A store of some kind that tells this bench.
  func withStore(_ kind: StoreKind = .memory, _ body: (StoreBench) async throws -> Void) async throws {
    let (ring, details) = (ring, details)
    let heard = StoreKind(name: kind.name) { directory, clock, onCommit in
      try kind.open(directory, clock) { commit in
        details.forget(commit.relabelled)
        ring.tell(commit.changes)
        onCommit(commit)
      }
    }
    try await heard.withStore(body)
  }

  /// A follower from now on, or behind `position`.
  func follow(
    _ store: any JobStore, after position: EventPosition? = nil, snapshot: Bool = false,
    _ change: (inout EventFilter) -> Void = { _ in }
  ) throws -> EventReader {
    var filter = EventFilter()
    change(&filter)
    let origin =
      if let position {
        EventOrigin(after: position, in: ring, wantsSnapshot: snapshot)
      } else {
        EventOrigin(now: ring, wantsSnapshot: snapshot)
      }
    let reader = EventReader(
      filter, from: origin, ring: ring, details: details, jobs: store, store: store.events)
    guard let reader else { throw Unexpected(what: "too many follow along") }
    return reader
  }

  /// All that it has to be told until now.
  func heard(_ reader: inout EventReader) async throws -> [QueueEvent] {
    var events: [QueueEvent] = []
    // The second nudge is for a follower that has just begun, and says so first.
    for _ in 0..<2 {
      reader.seat.nudge()
      while true {
        let page = try await reader.next()
        events += page.events
        if page.isLast { break }
        guard page.events.isEmpty && page.position != nil else { continue }
        if reader.isCaughtUp { break }
        // It has answered the nudge on its way.
        reader.seat.nudge()
      }
    }
    return events
  }
}
