// How often a transaction asks its rows: by the kinds of what it does and by the depth of chains, never by how much of it
// there is. Each call would be a round trip to a server.

import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct TransactionCallTests {
  /// A writer whose rows are counted.
  private final class Bench {
    let directory: TemporaryDirectory
    let rows: CountedRows
    let writer: GroupCommit
    private var order = 0

    init() throws {
      directory = try TemporaryDirectory()
      let connection = try SQLiteConnection(path: "\(directory.path)/d.sqlite", isReader: false)
      try Migrator.migrate(connection)
      var ledger = Ledger()
      ledger.queues.add(QueueMemory(id: 1, name: "default"))
      rows = CountedRows(SQLiteRows(connection))
      let terms = Terms(boot: 1, startedAt: .noon, clock: ManualClock(), keepForMicros: 1_000_000)
      let context = Transaction(rows: rows, terms: terms, ledger: ledger)
      writer = GroupCommit(transaction: context, logger: .silent) { _ in }
    }

    /// Runs the group in one transaction; returns what was asked of the rows.
    func calls(of group: [StoreOperation]) throws -> [String] {
      try writer.queue.sync {
        _ = rows.takeCalls()
        var count = 0
        let committed = try writer.attempt(group.inTurn[...], ran: &count)
        writer.finish(committed)
        #expect(count == group.count)
        return rows.takeCalls()
      }
    }

    /// Batches without members, of which each waits for more.
    func makeBatches(_ count: Int) throws {
      var new = NewBatch(jobs: [])
      new.staysOpen = true
      let made = (0..<count).map { [new] _ in
        Self.operation(nil) { context throws(StoreError) in _ = try BatchVerbs.create(new, idempotency: nil, context) }
      }
      _ = try calls(of: made)
      forgetBatches()
    }

    /// As if very many others had been touched since.
    func forgetBatches() {
      writer.queue.sync { writer.transaction.ledger.batches = BatchBook() }
    }

    func insert(_ jobs: [NewJob]) throws -> [String] {
      try calls(
        of: jobs.map { job in
          Self.operation(Wants(of: [job])) { context throws(StoreError) in
            _ = try Submit.jobs([job], idempotency: nil, context)
          }
        })
    }

    func claim(_ count: Int) throws -> (jobs: [ClaimedJob], calls: [String]) {
      final class Given: Sendable {
        let jobs = Mutex<[ClaimedJob]>([])
      }
      let given = Given()
      order += 1
      let operation = StoreOperation(
        patience: .none, askedAt: .noon,
        execute: { [order] context throws(StoreError) in
          try Claim.ask(ClaimRoom(slots: count), order: order, context) { jobs in given.jobs.withLock { $0 = jobs } }
        }, fail: { _ in })
      let calls = try calls(of: [operation])
      return (given.jobs.withLock { $0 }, calls)
    }

    func end(_ jobs: [ClaimedJob], _ outcome: Outcome = .returned(result: nil)) throws -> [String] {
      try calls(
        of: jobs.map { job in
          let end = AttemptEnd(outcome: outcome, finishedAt: .noon)
          let transition = Completion.decide(job, end, isCancelRequested: false, chance: 0.5)
          return StoreOperation(
            patience: .untilWritten, askedAt: .noon, turn: .attempts,
            execute: { context throws(StoreError) in
              if try !Apply.end(transition, context) { throw .illegal(statement: "job", message: "the end is stale") }
              return {}
            }, fail: { _ in }, end: transition)
        })
    }

    /// Claims of remote workers, in one group; each asks for one job.
    func claimRemote(_ count: Int) throws -> (claims: [RemoteClaim], calls: [String]) {
      final class Given: Sendable {
        let claims = Mutex<[RemoteClaim]>([])
      }
      let given = Given()
      let note: @Sendable ([RemoteClaim]) -> Void = { claims in given.claims.withLock { $0 += claims } }
      let calls = try calls(
        of: (0..<count).map { _ in
          order += 1
          let poll = RemoteLine.Poll(ticket: ClaimTicket(order), request: Self.request, idempotency: nil, answer: note)
          return StoreOperation(
            patience: .none, askedAt: .noon,
            execute: { context throws(StoreError) in
              _ = try RemoteClaims.ask(poll, context)
              return {}
            }, fail: { _ in })
        })
      return (given.claims.withLock { $0 }, calls)
    }

    /// Ends them, each by a request of its own; their workers want one more job each.
    func endRemote(_ claims: [RemoteClaim]) throws -> (given: Int, calls: [String]) {
      final class Given: Sendable {
        let count = Mutex(0)
      }
      let given = Given()
      let calls = try calls(
        of: claims.map { claim in
          var ending = RemoteEnding(fence: claim.fence, end: .completed(result: nil), fingerprint: [1])
          ending.next = Self.request
          return StoreOperation(
            patience: .none, askedAt: .noon, turn: .attempts,
            execute: { [ending] context throws(StoreError) in
              let told = try RemoteEnds.begin([ending], context)
              return {
                for case .ended(_, let claims) in told.map(\.value) { given.count.withLock { $0 += claims.count } }
              }
            }, fail: { _ in }, isEndElsewhere: true, wants: Wants(ending: [claim.fence]))
        })
      return (given.count.withLock { $0 }, calls)
    }

    static func far(_ index: Int) -> NewJob {
      var job = NewJob(.handler(name: "far", payload: "\(index)"))
      job.executor = Lane.remoteExecutor
      return job
    }

    private static var request: ClaimRequest {
      var request = ClaimRequest(claimedBy: "token:worker")
      request.handlers = ["far"]
      return request
    }

    static func operation(
      _ wants: Wants?, _ body: @escaping @Sendable (Transaction) throws(StoreError) -> Void
    ) -> StoreOperation {
      StoreOperation(
        patience: .none, askedAt: .noon,
        execute: { context throws(StoreError) in
          try body(context)
          return {}
        }, fail: { _ in }, wants: wants)
    }
  }

  /// The calls that `body` makes are as many for 500 things as for 10, and no more than that for one.
  private func expectSame(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: (Bench, Int) throws -> [String]
  ) throws {
    var counts: [[String]] = []
    for count in [1, 10, 500] { counts.append(try body(try Bench(), count)) }
    #expect(counts[1] == counts[2], sourceLocation: sourceLocation)
    #expect(counts[0].count <= counts[1].count, sourceLocation: sourceLocation)
    #expect(!counts[0].isEmpty && counts[2].count <= 12, "\(counts)", sourceLocation: sourceLocation)
  }

  @Test func submissions() throws {
    try expectSame { bench, count in try bench.insert((0..<count).map { _ in .noop() }) }
  }

  @Test func submissionsWithUniqueKeys() throws {
    try expectSame { bench, count in
      try bench.insert((0..<count).map { index in .noop { $0.unique = UniqueRule(key: "k\(index)") } })
    }
  }

  @Test func submissionsWithParents() throws {
    try expectSame { bench, count in
      _ = try bench.insert((0..<count).map { _ in .noop { $0.holds = true } })
      return try bench.insert(
        (1...count).map { number in .noop { $0.after = [Dependency(.job(JobID(Int64(number))))] } })
    }
  }

  @Test func claims() throws {
    try expectSame { bench, count in
      _ = try bench.insert((0..<count).map { _ in .noop() })
      let (jobs, calls) = try bench.claim(count)
      #expect(jobs.count == count)
      return calls
    }
  }

  @Test func ends() throws {
    try expectSame { bench, count in
      _ = try bench.insert((0..<count).map { index in .noop { $0.unique = UniqueRule(key: "k\(index)") } })
      return try bench.end(try bench.claim(count).jobs)
    }
  }

  /// Into as many batches, which nobody remembers.
  @Test func submissionsToBatches() throws {
    try expectSame { bench, count in
      try bench.makeBatches(count)
      return try bench.insert((0..<count).map { index in .noop { $0.batch = BatchID(Int64(index + 1)) } })
    }
  }

  @Test func endsOfMembers() throws {
    try expectSame { bench, count in
      try bench.makeBatches(count)
      _ = try bench.insert((0..<count).map { index in .noop { $0.batch = BatchID(Int64(index + 1)) } })
      bench.forgetBatches()
      return try bench.end(try bench.claim(count).jobs)
    }
  }

  @Test func endsWithCallbacks() throws {
    try expectSame { bench, count in
      let job = NewJob.noop {
        $0.callbacks = [Callback(.command(["true"])), Callback(.command(["false"]), on: .failure)]
      }
      _ = try bench.insert([NewJob](repeating: job, count: count))
      return try bench.end(try bench.claim(count).jobs)
    }
  }

  @Test(arguments: [EndCondition.success, .failure]) func endsWithFollowUps(_ condition: EndCondition) throws {
    try expectSame { bench, count in
      _ = try bench.insert(
        (0..<count).map { _ in .noop { $0.then = [FollowUp(on: condition, .noop())] } })
      return try bench.end(try bench.claim(count).jobs)
    }
  }

  @Test func cancels() throws {
    try expectSame { bench, count in
      _ = try bench.insert((0..<count).map { _ in .noop() })
      return try bench.calls(
        of: (1...count).map { number in
          let id = JobID(Int64(number))
          return Bench.operation(Wants(jobs: [id], terms: [id])) { context throws(StoreError) in
            _ = try CancelVerb.job(id, CancelOptions(), context)
          }
        })
    }
  }

  @Test func claimsOfJobsWithLimitKeys() throws {
    try expectSame { bench, count in
      _ = try bench.insert((0..<count).map { index in .noop { $0.limit = LimitRule(key: "k\(index)", max: 1) } })
      let (jobs, calls) = try bench.claim(count)
      #expect(jobs.count == count)
      return calls
    }
  }

  @Test func endsOfJobsWithLimitKeys() throws {
    try expectSame { bench, count in
      _ = try bench.insert(
        (0..<2 * count).map { index in .noop { $0.limit = LimitRule(key: "k\(index / 2)", max: 1) } })
      let jobs = try bench.claim(count).jobs
      #expect(jobs.count == count)
      return try bench.end(jobs) + bench.claim(count).calls
    }
  }

  @Test func remoteClaims() throws {
    try expectSame { bench, count in
      _ = try bench.insert((0..<count).map(Bench.far))
      let (claims, calls) = try bench.claimRemote(count)
      #expect(claims.count == count)
      return calls
    }
  }

  @Test func remoteEndsWithWhatComesNext() throws {
    try expectSame { bench, count in
      _ = try bench.insert((0..<2 * count).map(Bench.far))
      var claims: [RemoteClaim] = []
      while claims.count < count { claims += try bench.claimRemote(min(100, count - claims.count)).claims }
      let parts = stride(from: 0, to: count, by: 100).map { claims[$0..<min($0 + 100, count)] }
      // More of them are more than one transaction does.
      var calls: [String] = []
      for part in parts {
        let (given, asked) = try bench.endRemote(Array(part))
        #expect(given == part.count)
        calls = asked
      }
      return calls
    }
  }

  /// Nobody asks for the terms of their jobs, which may have unique keys.
  @Test(arguments: [false, true]) func heartbeats(withKeys: Bool) throws {
    try expectSame { bench, count in
      _ = try bench.insert(
        (0..<count).map { index in
          var job = Bench.far(index)
          if withKeys { job.unique = UniqueRule(key: "k\(index)") }
          return job
        })
      var claims: [RemoteClaim] = []
      while claims.count < count { claims += try bench.claimRemote(min(100, count - claims.count)).claims }
      let calls = try bench.calls(
        of: claims.map { claim in
          Bench.operation(Wants(attempts: [claim.fence])) { context throws(StoreError) in
            _ = try Leases.heartbeat(claim.fence, context)
          }
        })
      #expect(calls.count { $0 == "read" } == 1)
      return calls
    }
  }
}
