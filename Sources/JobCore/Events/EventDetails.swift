// What is shown of changes beside the rows they are made of: read for the first who wants it, and remembered for all.

import Synchronization

/// Makes news of changes, once for all readers.
final class EventDetails: Sendable {
  /// A change of a job, and its number.
  struct Numbered {
    let number: UInt64
    let change: JobChange
  }

  private struct State {
    var labels = LatestValues<JobID, EventLabels>(
      countMax: Limits.eventLabelsMax, bytesMax: Limits.eventMemoryBytesMax)
    var news = LatestValues<UInt64, JobNews>(countMax: Limits.eventNewsMax, bytesMax: Limits.eventMemoryBytesMax)
    var realms = LatestValues<UInt64, Set<JobRealm>>(
      countMax: Limits.eventNewsMax, bytesMax: Limits.eventMemoryBytesMax)
    /// Grows whenever names are edited: what was read before may be out of date.
    var edits = 0
    /// Jobs whose names are being read, and those who wait for that.
    var reads: [JobID: Int] = [:]
    var lastRead = 0
    var waiters: [Int: [CheckedContinuation<Void, Never>]] = [:]
  }

  /// Whose turn it is to read a page of what there is.
  let snapshots = SnapshotTurns()
  private let state = Mutex(State())

  /// What was made of changes and is remembered, for the test that nothing is made for nobody.
  var newsCount: Int { state.withLock { $0.news.count } }

  /// The names of these jobs have been edited, or who may see them. Called before that is told.
  func forget(_ jobs: [JobID]) {
    if jobs.isEmpty { return }
    state.withLock { state in
      state.edits += 1
      for job in jobs { state.labels.remove(job) }
    }
  }

  /// What has become of the jobs, in the order given.
  func news(of changes: [Numbered], from store: any EventStore) async throws(StoreError) -> [JobNews] {
    let known = state.withLock { state in changes.map { state.news[$0.number] } }
    let new = zip(changes, known).compactMap { $1 == nil ? $0 : nil }
    if new.isEmpty { return known.compactMap(\.self) }
    let labels = try await labels(of: Array(Set(new.map(\.change.facts.id))), from: store)
    let starts = Set(new.flatMap(\.change.startsToRead))
    let attempts = starts.isEmpty ? [:] : try await store.attempts(Array(starts))
    let made = new.map { JobNews($0.change, labels[$0.change.facts.id], attempts) }
    let shared = state.withLock { state in
      var shared: [UInt64: JobNews] = [:]
      for (one, news) in zip(new, made) {
        // Somebody else may have been faster; the text that is made of it is made once.
        if state.news[one.number] == nil { state.news.set(news, for: one.number, bytes: news.keptBytes) }
        shared[one.number] = state.news[one.number] ?? news
      }
      return shared
    }
    return zip(changes, known).compactMap { $1 ?? shared[$0.number] }
  }

  /// Where the members of a batch are, that was done by this change.
  func realms(
    of batch: BatchID, _ number: UInt64, from store: any JobListStore
  ) async throws(StoreError) -> Set<JobRealm> {
    if let known = state.withLock({ $0.realms[number] }) { return known }
    let realms = try await store.realms(ofBatch: batch)
    state.withLock { $0.realms.set(realms, for: number, bytes: realms.keptBytes) }
    return realms
  }

  // MARK: Names

  private enum Place {
    case known(EventLabels)
    /// Somebody else reads it.
    case read(Int)
    case missing
  }

  /// The names of those of these jobs that are there.
  func labels(
    of jobs: [JobID], from store: any EventStore
  ) async throws(StoreError) -> [JobID: EventLabels] {
    var labels: [JobID: EventLabels] = [:]
    var missing: [JobID] = []
    var others: [JobID: Int] = [:]
    let (places, edits, read) = state.withLock { state in
      let places = jobs.map { job -> Place in
        if let known = state.labels[job] { return .known(known) }
        return state.reads[job].map { .read($0) } ?? .missing
      }
      state.lastRead += 1
      for (job, place) in zip(jobs, places) { if case .missing = place { state.reads[job] = state.lastRead } }
      return (places, state.edits, state.lastRead)
    }
    for (job, place) in zip(jobs, places) {
      switch place {
      case .known(let known): labels[job] = known
      case .read(let other): others[job] = other
      case .missing: missing.append(job)
      }
    }
    if !missing.isEmpty { labels.merge(try await self.read(missing, from: store, as: read, edits)) { $1 } }
    if !others.isEmpty { labels.merge(try await afterOthers(others, from: store)) { $1 } }
    return labels
  }

  /// Reads what is missing and says so to those who wait for it, also if it fails.
  private func read(
    _ jobs: [JobID], from store: any EventStore, as read: Int, _ edits: Int
  ) async throws(StoreError) -> [JobID: EventLabels] {
    let found: Result<[JobID: EventLabels], StoreError>
    do throws(StoreError) { found = .success(try await store.labels(of: jobs)) } catch { found = .failure(error) }
    let waiters = state.withLock { state in
      for job in jobs { state.reads[job] = nil }
      if case .success(let labels) = found, state.edits == edits {
        for (job, labels) in labels { state.labels.set(labels, for: job, bytes: labels.keptBytes) }
      }
      return state.waiters.removeValue(forKey: read) ?? []
    }
    for waiter in waiters { waiter.resume() }
    return try found.get()
  }

  /// Waits for those who read these jobs, and reads itself what is not there then: it may have been edited meanwhile.
  private func afterOthers(
    _ jobs: [JobID: Int], from store: any EventStore
  ) async throws(StoreError) -> [JobID: EventLabels] {
    for read in Set(jobs.values) {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          guard state.reads.values.contains(read) else { return true }
          state.waiters[read, default: []].append(continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    }
    var labels: [JobID: EventLabels] = [:]
    let known = state.withLock { state in jobs.keys.map { ($0, state.labels[$0]) } }
    for (job, known) in known { labels[job] = known }
    let missing = known.compactMap { $1 == nil ? $0 : nil }
    if !missing.isEmpty { labels.merge(try await store.labels(of: missing)) { $1 } }
    return labels
  }
}

extension EventLabels {
  /// Bytes that are kept for them, roughly.
  fileprivate var keptBytes: Int {
    let texts = [name, command, schedule].reduce(160) { $0 + ($1?.utf8.count ?? 0) }
    return texts + tags.keptBytes
  }
}

extension Set<JobRealm> {
  /// Bytes that are kept for them, roughly.
  fileprivate var keptBytes: Int { reduce(64) { $0 + $1.queue.utf8.count + 64 } }
}
