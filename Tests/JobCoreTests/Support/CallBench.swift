// A store of which each call of its rows is counted, and verbs that come to its writer together: for the promise that a
// group makes as many calls whether it is ten operations or five hundred.

import Dispatch
import TestSupport
import Testing

@testable import JobCore

/// A store over counted rows. What a group does is bounded by nothing but its operations.
final class CallBench {
  let bench: StoreBench
  let remote: RemoteBench
  private var rows: CountedRows
  private var writer: GroupCommit

  init() throws {
    bench = try StoreBench(
      StoreKind(name: "memory, counted") { directory, now, onCommit in
        MemoryStore.open(
          .at(directory), now, workMax: 10_000_000, watched: { CountedRows($0) }, onCommit: onCommit)
      })
    remote = RemoteBench(bench)
    (writer, rows) = try Self.parts(of: bench)
  }

  /// A later boot.
  func reopen() async throws {
    try await bench.reopen()
    (writer, rows) = try Self.parts(of: bench)
  }

  private static func parts(of bench: StoreBench) throws -> (GroupCommit, CountedRows) {
    let writer = try bench.writer
    guard let rows = writer.transaction.rows as? CountedRows else { throw Unexpected(what: "nobody counts the rows") }
    return (writer, rows)
  }

  /// What came of a group of verbs, and what was asked of the rows in its transaction and in those behind it.
  struct Group<Value> {
    let values: [Value]
    let calls: [String]
    let later: [[String]]
  }

  /// Carries out `verb` so often, each as a request of its own, all in one group.
  func together<Value: Sendable>(
    _ count: Int, _ verb: @escaping @Sendable (any WritingStore, Timestamp, Int) async throws -> Value
  ) async throws -> Group<Value> {
    guard let store = bench.store as? any WritingStore else { throw Unexpected(what: "the store is another one") }
    forget()
    let now = bench.now
    writer.queue.suspend()
    // Each is in the mailbox when its task has been made.
    let tasks = (0..<count).map { index in Task.immediate { try await verb(store, now, index) } }
    writer.queue.resume()
    var values: [Value] = []
    for task in tasks { values.append(try await task.value) }
    let transactions = takeTransactions()
    return Group(values: values, calls: transactions.first ?? [], later: Array(transactions.dropFirst()))
  }

  /// The calls of one verb by itself.
  func alone(_ verb: @escaping @Sendable (any WritingStore, Timestamp) async throws -> Void) async throws -> [String] {
    try await together(1) { store, now, _ in try await verb(store, now) }.calls
  }

  /// The calls of what is due by now.
  func promoteDue() async throws -> Group<Void> {
    try await together(1) { store, now, _ in
      store.promoteDue(now: now)
      try await store.ping()
    }
  }

  /// As if very many other batches had been touched since.
  func forgetBatches() {
    writer.queue.sync { writer.transaction.ledger.batches = BatchBook() }
  }

  /// When nothing follows any more from what has been done.
  private func takeTransactions() -> [[String]] { writer.queue.sync { rows.takeTransactions() } }

  private func forget() { _ = takeTransactions() }
}

// MARK: What the verbs are about

extension CallBench {
  /// So many jobs of one submission, the first with the number 1 if they are the first.
  @discardableResult
  func insert(_ count: Int, _ change: (inout NewJob, Int) -> Void = { _, _ in }) async throws -> [JobID] {
    try await bench.insert((0..<count).map { index in .noop { change(&$0, index) } }).map(\.id)
  }

  /// The same, started here.
  func start(_ count: Int, _ change: (inout NewJob, Int) -> Void = { _, _ in }) async throws -> [ClaimedJob] {
    try await insert(count, change)
    let jobs = try await bench.claim(count)
    guard jobs.count == count else { throw Unexpected(what: "\(jobs.count) of \(count) jobs were claimed") }
    return jobs
  }

  /// The same, in the hands of a remote worker.
  func startFar(_ count: Int, _ change: (inout NewJob, Int) -> Void = { _, _ in }) async throws -> [RemoteClaim] {
    try await insert(count) { job, index in
      job = Self.far(index)
      change(&job, index)
    }
    var claims: [RemoteClaim] = []
    while claims.count < count {
      let more = try await remote.claim(max: min(Limits.claimMax, count - claims.count))
      if more.isEmpty { throw Unexpected(what: "\(claims.count) of \(count) jobs were claimed") }
      claims += more
    }
    return claims
  }

  /// The same, of external jobs.
  func startExternal(_ count: Int) async throws -> [JobID] {
    let ids = try await insert(count) { job, _ in job = NewJob(.external) }
    try await bench.settle()
    return ids
  }

  /// The same, ended as `outcome` says.
  func end(
    _ count: Int, _ outcome: Outcome = .returned(result: nil), _ change: (inout NewJob, Int) -> Void = { _, _ in }
  ) async throws -> [JobID] {
    let jobs = try await start(count, change)
    _ = try await end(jobs, outcome)
    return jobs.map(\.id)
  }

  /// Ends jobs that run here, all together.
  func end(_ jobs: [ClaimedJob], _ outcome: Outcome = .returned(result: nil)) async throws -> Group<Bool> {
    let ends = jobs.map { bench.transition($0, outcome) }
    return try await together(ends.count) { store, now, index in try await store.apply(ends[index], now: now) }
  }

  /// Open batches without members.
  func makeBatches(_ count: Int, _ change: @Sendable @escaping (inout NewBatch) -> Void = { _ in }) async throws {
    var new = NewBatch(jobs: [])
    new.staysOpen = true
    change(&new)
    _ = try await together(count) { [new] store, now, _ in
      try await store.createBatch(new, idempotency: nil, now: now)
    }
    forgetBatches()
  }

  /// As many batches of one job each, which take no more jobs once it has ended.
  func makeWholeBatches(
    _ count: Int, _ change: @Sendable @escaping (inout NewBatch) -> Void = { _ in }
  ) async throws -> [BatchID] {
    var new = NewBatch(jobs: [.noop()])
    change(&new)
    let made = try await together(count) { [new] store, now, _ in
      try await store.createBatch(new, idempotency: nil, now: now)
    }
    return made.values.compactMap { answer in
      if case .created(let batch, _) = answer { batch.id } else { nil }
    }
  }

  static func far(_ index: Int) -> NewJob {
    var job = NewJob(.handler(name: "far", payload: "\(index)"))
    job.executor = Lane.remoteExecutor
    return job
  }
}

/// The calls that `body` makes are as many for 500 things as for 10, and no more than that for one.
///
/// - Parameters:
///   - many: instead of 500, where that is more than is dealt with together.
///   - most: so many are a few, whatever it is about.
func expectSameCalls(
  many: Int = 500, most: Int = 16, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (CallBench, Int) async throws -> [String]
) async throws {
  var counts: [[String]] = []
  for count in [1, 10, many] {
    let bench = try CallBench()
    counts.append(try await body(bench, count))
    await bench.bench.store.close()
  }
  #expect(counts[1] == counts[2], sourceLocation: sourceLocation)
  #expect(counts[0].count <= counts[1].count, sourceLocation: sourceLocation)
  #expect(!counts[0].isEmpty && counts[2].count <= most, "\(counts[1])", sourceLocation: sourceLocation)
}
