// A disk that does not take it: submissions fail and say so, ends of attempts and due times wait until it does.

import TestSupport
import Testing

@testable import JobCore

@Suite struct FullDiskTests {
  /// A store whose file may not grow past a few pages, and the writer by which that is lifted.
  private func smallStore(
    _ directory: String, _ clock: ManualClock = ManualClock()
  ) throws -> (SQLiteStore, GroupCommit) {
    let path = "\(directory)/jobd.sqlite"
    let connection = try SQLiteConnection(path: path, isReader: false)
    try connection.setPragma("journal_mode", "WAL", expecting: "wal")
    try Migrator.migrate(connection)
    try connection.execute("PRAGMA max_page_count = 70", as: "limit")
    var ledger = Ledger()
    ledger.queues.add(QueueMemory(id: 1, name: "default"))
    let terms = Terms(boot: 1, startedAt: .noon, clock: clock, keepForMicros: 1_000_000)
    let context = Transaction(rows: SQLiteRows(connection), terms: terms, ledger: ledger)
    let writer = GroupCommit(transaction: context, logger: .silent) { _ in }
    let readers = try ReaderPool(path: path, count: 1)
    let store = SQLiteStore(
      path: path, boot: 1, mark: "m", writer: writer, readers: readers)
    return (store, writer)
  }

  @Test func submissionsAreRefusedAndEndsAreRecordedWhenThereIsSpace() async throws {
    let directory = try TemporaryDirectory()
    let (store, writer) = try smallStore(directory.path)
    _ = try await store.insert([.noop()], idempotency: nil, now: .noon)
    let claimed = try #require(try await store.claim(limit: 1, now: .noon).first)
    let big = NewJob.shell(String(repeating: "x", count: 20_000))
    var failure: StoreError?
    for _ in 0..<100 where failure == nil {
      do throws(StoreError) { _ = try await store.insert([big], idempotency: nil, now: .noon) } catch {
        failure = error
      }
    }
    guard case .full = failure else { throw Unexpected(what: "\(String(describing: failure))") }
    #expect(try await store.info().isFull)

    var end = AttemptEnd(outcome: .returned(result: [UInt8](repeating: 1, count: 40_000)), finishedAt: .noon)
    end.pid = 1
    let transition = Completion.decide(claimed, end, isCancelRequested: false, chance: 0)
    async let applied = store.apply(transition, now: .noon)
    try await eventually { try await store.info().isFull }
    #expect(try await store.states([claimed.id]) == [claimed.id: .running])

    try await writer.perform { context throws(StoreError) in
      try context.connection.execute("PRAGMA max_page_count = 100000", as: "limit")
    }
    #expect(try await applied)
    #expect(try await store.states([claimed.id]) == [claimed.id: .succeeded])
    _ = try await store.insert([big], idempotency: nil, now: .noon)
    #expect(try await store.info().isFull == false)
    await store.close()
  }

  /// From now on a change of this table needs more room than there is.
  private func fill(_ writer: GroupCommit, on table: String) async throws {
    try await writer.perform { context throws(StoreError) in
      try context.connection.execute(
        """
        CREATE TABLE ballast (bytes BLOB);
        CREATE TRIGGER fill BEFORE UPDATE ON \(table) BEGIN INSERT INTO ballast VALUES (zeroblob(10000000)); END
        """, as: "fill")
    }
  }

  private func makeRoom(_ writer: GroupCommit) async throws {
    try await writer.perform { context throws(StoreError) in
      try context.connection.execute("DROP TRIGGER fill", as: "room")
    }
  }

  @Test func aFullDiskEndsNoLease() async throws {
    let directory = try TemporaryDirectory()
    let clock = ManualClock()
    let (store, writer) = try smallStore(directory.path, clock)
    _ = try await store.insert([.far()], idempotency: nil, now: .noon)
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = ["far"]
    request.leaseMicros = 1_000_000
    let answer = try await store.claimRemote(request, idempotency: nil, ticket: ClaimTicket(1), now: .noon)
    guard case .claims(let claims) = answer, let fence = claims.first?.fence else {
      throw Unexpected(what: "\(answer)")
    }
    try await fill(writer, on: "lease")
    // Renewed every half lease for longer than the lease and its margin, while nothing can be written.
    for step in 1...20 {
      clock.turn(to: .noon + Int64(step) * 500_000)
      let states = try await store.heartbeats([fence], now: clock.now())
      guard case .live(let lease)? = states.first else {
        throw Unexpected(what: "at step \(step): \(states)")
      }
      #expect(lease.expiresAt == clock.now() + 1_000_000)
    }
    try await makeRoom(writer)
    clock.turn(to: .noon + 10_000_001)
    store.promoteDue(now: clock.now())
    try await store.ping()
    #expect(try await store.states([fence.job]) == [fence.job: .running])
    // Without a word it runs out as ever.
    clock.turn(to: .noon + 20_000_000)
    store.promoteDue(now: clock.now())
    try await store.ping()
    #expect(try await store.states([fence.job]) != [fence.job: .running])
    await store.close()
  }

  @Test func claimsThatCannotBeServedAreAnsweredOnce() async throws {
    let directory = try TemporaryDirectory()
    let (store, writer) = try smallStore(directory.path)
    _ = try await store.insert([.noop { $0.start = .after(micros: 1_000) }], idempotency: nil, now: .noon)
    try await fill(writer, on: "job")
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = ["far"]
    request.waitMicros = 1
    let (waits, late) = (ClaimTicket(1), ClaimTicket(2))
    let (copy, now) = (request, Timestamp.noon)
    let waiting = Task.immediate {
      try await store.claimRemote(copy, idempotency: nil, ticket: waits, now: now)
    }
    // Its transaction has something to write and cannot: it fails, and does not wait all the same.
    await #expect(throws: StoreError.self) {
      _ = try await store.claimRemote(copy, idempotency: nil, ticket: late, now: now + 2_000)
    }
    // Withdrawn in a group that cannot be written: answered after all.
    store.withdrawRemote(waits)
    guard case .claims(let none) = try await waiting.value, none.isEmpty else {
      throw Unexpected(what: "a claim that was withdrawn")
    }
    try await makeRoom(writer)
    _ = try await store.insert([.far()], idempotency: nil, now: .noon)
    request.waitMicros = 0
    guard
      case .claims(let claims) = try await store.claimRemote(
        request, idempotency: nil, ticket: ClaimTicket(3), now: .noon)
    else { throw Unexpected(what: "no claim") }
    #expect(claims.count == 1)
    await store.close()
  }

  @Test func dueTimesAndEndsOutliveADiskThatFails() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let due = try await bench.insert(.noop { $0.start = .after(micros: 10) })
      let claimed = try await bench.start()
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      try database.execute("CREATE TRIGGER broken BEFORE UPDATE ON job BEGIN SELECT RAISE(ABORT, 'broken'); END")
      let store = bench.store
      store.promoteDue(now: .noon + 10)
      let transition = bench.transition(claimed, .exited(code: 0))
      let applying = Task.immediate { try await store.apply(transition, now: .noon + 10) }
      try await store.ping()
      #expect(try await store.states([due, claimed.id]) == [due: .scheduled, claimed.id: .running])
      await #expect(throws: StoreError.self) { _ = try await store.cancel(due, CancelOptions(), now: .noon) }
      try database.execute("DROP TRIGGER broken")
      #expect(try await applying.value)
      try await eventually("the due job was forgotten") { try await store.states([due]) == [due: .queued] }
      #expect(try await bench.state(claimed.id) == .succeeded)
    }
  }

  @Test func endOfAStoreAnswersWhatCouldNotBeWritten() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let claimed = try await bench.start()
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      try database.execute("CREATE TRIGGER broken BEFORE UPDATE ON job BEGIN SELECT RAISE(ABORT, 'broken'); END")
      let (store, transition) = (bench.store, bench.transition(claimed, .exited(code: 0)))
      let applying = Task.immediate { try await store.apply(transition, now: .noon) }
      try await store.ping()
      await store.close()
      await #expect(throws: StoreError.closed) { _ = try await applying.value }
    }
  }
}
