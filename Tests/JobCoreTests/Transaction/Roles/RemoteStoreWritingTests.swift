// That nothing is handed out any more is part of the transaction that says so.

import Dispatch
import TestSupport
import Testing

@testable import JobCore

@Suite struct RemoteStoreWritingTests {
  @Test func drainingIsTakenBackWithItsTransaction() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let store = try #require(bench.store as? SQLiteStore)
      let seen = Noted<[Bool]>([])
      // All of them in one group, which fails: each is done again alone.
      store.writer.queue.suspend()
      store.writer.post(.none) { context throws(StoreError) in
        let isDraining = context.ledger.claims.isDraining
        seen.change { $0.append(isDraining) }
      }
      store.setDraining(true)
      store.writer.post(.none) { _ throws(StoreError) in throw .illegal(statement: "test", message: "a broken rule") }
      store.writer.queue.resume()
      try await store.ping()
      #expect(seen.value == [false, false])
      let isDraining = try await store.writer.perform { context throws(StoreError) in context.ledger.claims.isDraining }
      #expect(isDraining)
    }
  }
}
