// What a group is going to ask for is read before its first operation, in two rounds however many they are.

import TestSupport
import Testing

@testable import JobCore

@Suite struct GroupCommitReadAheadTests {
  private func operation(_ wants: Wants? = nil, end: Transition? = nil) -> StoreOperation {
    StoreOperation(
      patience: .none, askedAt: .noon, execute: { _ throws(StoreError) in {} }, fail: { _ in }, end: end, wants: wants)
  }

  /// What was asked of the rows; `look` is for what the transaction knows then.
  private func readAhead(
    _ group: [StoreOperation], _ bench: WriterBench, then look: (Transaction) throws -> Void = { _ in }
  ) throws -> [String] {
    try bench.rules.run { tx in
      _ = bench.rules.asked.takeCalls()
      try bench.writer.readAhead(group[...])
      let calls = bench.rules.asked.takeCalls()
      try look(tx)
      return calls
    }
  }

  @Test func loneOperationReadsForItself() throws {
    let bench = WriterBench()
    let end = bench.end(of: try bench.rules.start())
    #expect(try readAhead([operation()], bench) == [])
    #expect(try readAhead([operation(end: end)], bench) == [])
    #expect(try readAhead([operation(), operation()], bench) == [])
    // Unless it says what it wants.
    #expect(try readAhead([operation(Wants(jobs: [end.fence.job]))], bench) == ["read"])
  }

  @Test func whatKeysPointToIsReadInASecondRound() throws {
    let bench = WriterBench()
    let keyed = try bench.rules.start(.noop { ($0.unique, $0.keepForMicros) = (UniqueRule(key: "a"), 5) })
    let holder = try bench.rules.insert(.noop { $0.unique = UniqueRule(key: "b") })
    let wants = Wants(of: [.noop { $0.unique = UniqueRule(key: "b") }])
    let calls = try readAhead([operation(end: bench.end(of: keyed)), operation(wants)], bench) { tx in
      // Nothing of it has to be asked for any more.
      let terms = try tx.jobTerms(keyed.id)
      #expect(terms.unique?.key == "a" && terms.keepForMicros == 5)
      let key = try tx.unique("b")
      let row = try tx.job(holder)
      #expect(key?.job == holder && row?.state == .queued)
      #expect(bench.rules.asked.takeCalls() == [])
    }
    #expect(calls == ["read", "read"])
  }

  @Test func whatMayEndByAWordFromElsewhereIsReadWithItsKeyToo() throws {
    let bench = WriterBench()
    let ids = try bench.rules.insert([.noop { $0.unique = UniqueRule(key: "a") }, .noop()])
    var wants = Wants()
    (wants.jobs, wants.decisive) = (ids, ids)
    let calls = try readAhead([operation(wants)], bench) { tx in
      #expect(tx.working.job(ids[0])?.terms?.unique?.key == "a")
      #expect(tx.working.job(ids[1]) != nil && tx.working.job(ids[1])?.terms == nil)
      #expect(tx.working.decisive.count == 2)
    }
    #expect(calls == ["read", "read"])
  }

  @Test func endsWithoutKeysTakeOneRound() throws {
    let bench = WriterBench()
    let ends = [bench.end(of: try bench.rules.start()), bench.end(of: try bench.rules.start())]
    let calls = try readAhead(ends.map { operation(end: $0) }, bench) { tx in
      for end in ends { #expect(tx.working.isKnown(end.fence.job)) }
    }
    #expect(calls == ["read"])
  }

  @Test func noMoreIsReadThanATransactionMayDealWith() throws {
    let bench = WriterBench(RuleBench(workMax: 8))
    let ids = try bench.rules.insert((0..<3).map { _ in .noop() })
    _ = try readAhead(ids.map { operation(Wants(jobs: [$0])) }, bench) { tx in
      #expect(ids.map { tx.working.isKnown($0) } == [true, true, false])
    }
  }
}
