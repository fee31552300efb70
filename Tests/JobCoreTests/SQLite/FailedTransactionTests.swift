// A transaction that fails costs what it touched, and leaves what the writer remembers as it was before it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct FailedTransactionTests {
  /// Rows and statements that the writer goes through for a submission that is refused by the disk, and for the next
  /// one, beside so many jobs with limit keys of their own.
  private func workOfRefusal(keys: Int) async throws -> Int64 {
    var work: Int64 = 0
    try await StoreKind.sqlite.withStore { bench async throws in
      _ = try await bench.insert(
        (0..<keys).map { index in
          .noop {
            $0.holds = true
            $0.limit = LimitRule(key: "k\(index)", max: 1)
          }
        })
      let writer = try bench.writer
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      try database.execute("CREATE TRIGGER broken BEFORE INSERT ON job_spec BEGIN SELECT RAISE(ABORT, 'no'); END")
      let keyed = NewJob.noop { $0.limit = LimitRule(key: "k0", max: 2) }
      let before = try await writer.perform { context throws(StoreError) in context.connection.work }
      await #expect(throws: StoreError.self) { _ = try await bench.insert([keyed]) }
      await #expect(throws: StoreError.self) { _ = try await bench.insert([keyed]) }
      work = try await writer.perform { context throws(StoreError) in context.connection.work } - before
    }
    return work
  }

  @Test func aRefusalCostsTheSameHoweverManyKeysThereAre() async throws {
    #expect(try await workOfRefusal(keys: 3_000) == workOfRefusal(keys: 10))
  }

  @Test(arguments: [UInt64.random(in: .min ... .max), 1, 2])
  func memoryIsWhatTheRowsSayAfterAnyFailure(_ seed: UInt64) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var walk = FailingWalk(seed: seed, database: try RawDatabase("\(bench.directory.path)/jobd.sqlite"))
      for step in 0..<400 {
        let verb = try await walk.step(bench)
        let difference = try await bench.writer.perform { context throws(StoreError) in
          try context.differenceFromRows()
        }
        if let difference {
          Issue.record("seed \(seed), step \(step), \(verb): \(difference)")
          return
        }
      }
      #expect(walk.failures > 10, "seed \(seed): hardly anything failed")
    }
  }
}

/// Random verbs, some of which the disk refuses halfway.
private struct FailingWalk {
  private var random: SeededRandom
  private let database: RawDatabase
  private var claimed: [ClaimedJob] = []
  private(set) var failures = 0

  init(seed: UInt64, database: RawDatabase) {
    random = SeededRandom(seed)
    self.database = database
  }

  /// Writes that are refused, one at a time.
  private static let writes = [
    "INSERT ON job_spec", "INSERT ON job", "UPDATE ON job", "UPDATE ON batch", "INSERT ON limit_key",
    "UPDATE ON job_count",
  ]

  mutating func step(_ bench: StoreBench) async throws -> String {
    bench.now = bench.now + 1_000
    let write = Int.random(in: 0..<3, using: &random) == 0 ? Self.writes.randomElement(using: &random) : nil
    if let write {
      try database.execute("CREATE TRIGGER broken BEFORE \(write) BEGIN SELECT RAISE(ABORT, 'no'); END")
    }
    var verb = ""
    do throws(StoreError) {
      verb = try await self.verb(bench)
    } catch {
      failures += 1
      verb = "refused: \(error)"
    }
    if write != nil { try database.execute("DROP TRIGGER broken") }
    return verb
  }

  private mutating func verb(_ bench: StoreBench) async throws(StoreError) -> String {
    let id = JobID(Int64.random(in: 1...200, using: &random))
    let batch = BatchID(Int64.random(in: 1...20, using: &random))
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<4:
      let jobs = (0..<Int.random(in: 1...4, using: &random)).map { _ in newJob() }
      _ = try await bench.store.insert(jobs, idempotency: nil, now: bench.now)
      return "insert"
    case 4:
      var new = NewBatch(jobs: (0..<Int.random(in: 1...4, using: &random)).map { _ in newJob() })
      new.isFailFast = Bool.random(using: &random)
      new.staysOpen = Bool.random(using: &random)
      _ = try await bench.store.createBatch(new, idempotency: nil, now: bench.now)
      return "batch"
    case 5, 6:
      let claim = bench.beginClaim(3)
      bench.store.withdrawClaim()
      do { claimed += try await claim.value } catch let error as StoreError { throw error } catch { return "\(error)" }
      return "claim"
    case 7:
      guard let job = claimed.popLast() else { return "no end" }
      // Kept until it is written: it does not come back before it is, and so it is not waited for.
      let (store, transition, now) = (bench.store, bench.transition(job, .exited(code: 1)), bench.now)
      _ = Task.immediate { try await store.apply(transition, now: now) }
      return "end"
    case 8:
      _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
      return "cancel \(id)"
    case 9:
      _ = try await bench.store.cancelBatch(batch, reason: "r", now: bench.now)
      return "cancel batch \(batch)"
    case 10:
      _ = try await bench.store.move(id, .retry, now: bench.now)
      return "retry \(id)"
    default:
      _ = try await bench.store.delete(id, now: bench.now)
      return "delete \(id)"
    }
  }

  private mutating func newJob() -> NewJob {
    let key = ["x", "y", "z", nil].randomElement(using: &random) ?? nil
    let max = Int.random(in: 1...3, using: &random)
    return .noop { $0.limit = key.map { LimitRule(key: $0, max: max) } }
  }
}
