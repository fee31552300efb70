// The ledger goes with the rows: a transaction that fails, at whichever of its statements, leaves it as it was, and after
// one that is written it says what a start would read.

import Dispatch
import TestSupport
import Testing

@testable import JobCore

@Suite struct LedgerTests {
  @Test(arguments: [UInt64.random(in: .min ... .max), 1, 2, 3])
  func isWhatItWasAfterAnyStatementThatFails(_ seed: UInt64) async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let writer = try bench.writer
      var groups = RandomGroups(seed: seed)
      var failures = 0
      for step in 0..<80 {
        bench.now = bench.now + Int64(step % 4) * 1_000
        let group = groups.next(now: bench.now)
        let (problem, count) = await onQueue(writer) { Self.failEach(of: group, in: writer) }
        failures += count
        // What it has left to later transactions.
        try await bench.settle()
        let difference = try await writer.perform { context throws(StoreError) in try context.differenceFromRows() }
        if let problem = problem ?? difference {
          Issue.record("seed \(seed), step \(step): \(problem)")
          return
        }
      }
      #expect(failures > 1_000, "seed \(seed): hardly anything failed")
    }
  }

  /// Lets each statement of the group fail in turn until none is left, and it is written; returns what was wrong, and
  /// how often it failed.
  private static func failEach(of group: [StoreOperation], in writer: GroupCommit) -> (problem: String?, Int) {
    let context = writer.transaction
    let fault = StatementFault(on: context.connection)
    defer { fault.disarm() }
    let before = Image(context.ledger)
    // The first is BEGIN, which does nothing that could fail.
    var number = 2
    while true {
      fault.arm(number)
      var count = 0
      do throws(StoreError) {
        let committed = try writer.attempt(group[...], ran: &count)
        let missed = fault.count > number ? "statement \(number) of \(fault.count) did not fail" : nil
        fault.disarm()
        writer.finish(committed)
        return (missed, number - 2)
      } catch {
        let after = Image(context.ledger)
        if after != before { return ("statement \(number) failed: \(after), not \(before)", number) }
        if context.connection.isInTransaction { return ("statement \(number) failed: a transaction is open", number) }
        number += 1
      }
    }
  }

  private func onQueue<Value: Sendable>(_ writer: GroupCommit, _ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in writer.queue.async { continuation.resume(returning: body()) } }
  }
}

/// All that the ledger says.
private struct Image: Equatable {
  let queues: QueueBook
  let limits: LimitBook
  let batches: BatchBook
  let leases: LeaseBook
  let times: Times
  let backlog: Ledger.Backlog
  let numbers: Numbers
  let news: ReadyNews
  let lanes: JournaledMap<String, Set<Int64>>
  let parkedOrder: Int?
  let isRevised: Bool
  let remoteWaiters: Int

  init(_ ledger: Ledger) {
    queues = ledger.queues
    limits = ledger.limits
    batches = ledger.batches
    leases = ledger.leases
    times = ledger.times
    backlog = ledger.backlog
    numbers = ledger.numbers
    news = ledger.claims.news
    lanes = ledger.claims.lanes
    parkedOrder = ledger.claims.parked?.order
    isRevised = ledger.claims.isRevised
    remoteWaiters = ledger.claims.remote.count
  }
}
