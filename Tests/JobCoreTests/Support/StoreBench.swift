// A store on the bench: short verbs for tests, a clock that is a variable, and a record of what commits told.

import Synchronization
import TestSupport

@testable import JobCore

/// An open store and what it told.
final class StoreBench {
  static let keepForMicros: Int64 = 1_000_000_000

  let directory: TemporaryDirectory
  let told = CommitRecord()
  private let kind: StoreKind
  private(set) var store: any JobStore
  /// The store's own clock.
  let clock = ManualClock()

  var now: Timestamp {
    get { clock.now() }
    set { clock.turn(to: newValue) }
  }

  init(_ kind: StoreKind) throws {
    self.kind = kind
    directory = try TemporaryDirectory()
    store = try kind.open(directory.path, clock, told.add)
  }

  /// Closes the store and opens it again, as a later boot of the daemon.
  func reopen() async throws {
    await store.close()
    store = try kind.open(directory.path, clock, told.add)
  }

  @discardableResult
  func insert(_ job: NewJob = .noop()) async throws -> JobID {
    try await insert([job])[0].id
  }

  func insert(_ jobs: [NewJob]) async throws -> [Job] {
    guard case .created(let jobs, _) = try await store.insert(jobs, idempotency: nil, now: now) else {
      throw Unexpected(what: "an insert without a key was answered from memory")
    }
    return jobs
  }

  /// What can be claimed right now, maybe nothing.
  func claim(_ limit: Int = 1) async throws -> [ClaimedJob] {
    let claim = beginClaim(limit)
    store.withdrawClaim()
    return try await claim.value
  }

  /// A claim that is in the store's hands when this returns, and waits there for work.
  func beginClaim(_ limit: Int = 1) -> Task<[ClaimedJob], any Error> {
    let (store, now) = (store, now)
    return Task.immediate { try await store.claim(limit: limit, now: now) }
  }

  /// Inserts a job and claims it; nothing else may be ready.
  func start(_ job: NewJob = .noop()) async throws -> ClaimedJob {
    let id = try await insert(job)
    let claimed = try await claim(1)
    guard let first = claimed.first, first.id == id else { throw Unexpected(what: "job \(id) was not claimed") }
    return first
  }

  @discardableResult
  func end(
    _ job: ClaimedJob, _ outcome: Outcome, cause: StopCause? = nil
  ) async throws -> Bool {
    try await store.apply(transition(job, outcome, cause: cause), now: now)
  }

  func transition(_ job: ClaimedJob, _ outcome: Outcome, cause: StopCause? = nil) -> Transition {
    var end = AttemptEnd(outcome: outcome, finishedAt: now)
    end.stopCause = cause
    var transition = Completion.decide(job, end, isCancelRequested: cause == .cancel, chance: 0.5)
    transition.keepForMicros = job.spec.keepForMicros ?? Self.keepForMicros
    return transition
  }

  /// As it is once what the last verbs have left for transactions of their own is done.
  func job(_ id: JobID) async throws -> Job {
    try await store.ping()
    guard let job = try await store.job(id) else { throw Unexpected(what: "there is no job \(id)") }
    return job
  }

  func state(_ id: JobID) async throws -> JobState? {
    try await store.ping()
    return try await store.states([id])[id]
  }

  /// Jobs per state by the store's own counts, those of all queues together.
  func counts() async throws -> [JobState: Int] {
    try await store.queues().reduce(into: [:]) { $0.merge($1.counts, uniquingKeysWith: +) }
  }
}

/// What commits told, in order.
final class CommitRecord: Sendable {
  private let commits = Mutex<[Commit]>([])

  var add: @Sendable (Commit) -> Void {
    { commit in self.commits.withLock { $0.append(commit) } }
  }

  var all: [Commit] {
    commits.withLock { $0 }
  }

  var events: [JobEvent] {
    all.flatMap(\.events)
  }

  /// The last due time told; `nil` is none.
  var nextDue: Timestamp? {
    all.compactMap(\.nextDue).last ?? nil
  }

  func clear() {
    commits.withLock { $0.removeAll() }
  }
}

extension VerbAnswer {
  var value: Value? {
    if case .done(let value) = self { value } else { nil }
  }

  var isDone: Bool {
    value != nil
  }

  var refusal: JobState? {
    if case .invalidState(let state) = self { state } else { nil }
  }

  var isNotFound: Bool {
    if case .notFound = self { true } else { false }
  }
}

extension JobStore {
  /// A claim by itself, of which there is one at a time.
  func claim(limit: Int, now: Timestamp) async throws(StoreError) -> [ClaimedJob] {
    try await claim(ClaimRoom(slots: limit), order: 0, now: now)
  }

  /// The first revision of such a claim.
  func reviseClaim(limit: Int, now: Timestamp) {
    reviseClaim(ClaimRoom(slots: limit), order: 1, now: now)
  }
}

extension StoreBench {
  /// Returns when nothing follows any more from what has been done.
  func settle() async throws {
    let writer = try writer
    var last: Int64?
    while true {
      let changes = try await writer.perform { tx throws(StoreError) in tx.rows.changeCount }
      if changes == last { return }
      last = changes
    }
  }

  /// Rules and rows without the verbs before them.
  var writer: GroupCommit {
    get throws {
      guard let store = store as? any WritingStore else { throw Unexpected(what: "the store is another one") }
      return store.writer
    }
  }

  /// The file of a store on SQLite, past the store; `nil` of another.
  var database: RawDatabase? {
    get throws { store is SQLiteStore ? try RawDatabase("\(directory.path)/jobd.sqlite") : nil }
  }
}

extension Rows {
  /// Grows with what is written.
  var changeCount: Int64 {
    (self as? SQLiteRows)?.connection.totalChanges ?? (self as? MemoryRows)?.writes ?? 0
  }
}
