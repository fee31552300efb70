// What a look at a job costs a list that looks for a text.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobListingMatchingTests {
  private func listing(
    _ bench: StoreBench, _ change: (inout JobFilter) -> Void
  ) async throws -> (ids: [JobID], isWhole: Bool) {
    guard let store = bench.store as? SQLiteStore else { throw Unexpected(what: "another store") }
    var filter = JobFilter()
    change(&filter)
    let wanted = filter
    return try await store.readers.read { connection throws(StoreError) in
      // Its time is over as soon as it has looked at as much as it has to.
      let listing = JobListing(connection: connection, filter: wanted, budget: ReadBudget(micros: 0))
      let page = try listing.page(.oldest, limit: 1_000, after: nil)
      return (page.places.map(\.id), page.next == nil)
    }
  }

  /// A command is taken apart word by word: long ones count for several rows.
  @Test func longCommandsEndAPageSooner() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let long = String(repeating: "x ", count: ShownWorkSQL.bytesMax)
      _ = try await bench.insert((0..<200).map { _ in .shell(long) })
      #expect(try await !listing(bench) { $0.text = "nowhere" }.isWhole)
      #expect(try await listing(bench) { $0.kind = .shell }.isWhole)
    }
  }

  /// The shown line has two hundred characters, however long the command is, and nothing behind them is found.
  @Test func onlyTheShownLineIsLookedInto() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert(.shell("first " + String(repeating: "x", count: 300) + " last"))
      #expect(try await listing(bench) { $0.text = "FIRST" }.ids == [id])
      #expect(try await listing(bench) { $0.text = "last" }.ids.isEmpty)
    }
  }
}
