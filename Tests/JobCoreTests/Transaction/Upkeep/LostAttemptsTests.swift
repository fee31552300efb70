// What an earlier boot left running is found, however much it is.

import TestSupport
import Testing

@testable import JobCore

@Suite struct LostAttemptsTests {
  @Test func allOfThemAreFound() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let count = 2 * Limits.edgesPage + 50
      let ids = try await bench.insert(
        (0..<count).map { index in
          .noop {
            $0.name = "\(index)"
            $0.priority = 3
          }
        }
      ).map(\.id)
      #expect(try await bench.claim(count).count == count)
      #expect(try await bench.store.lostAttempts().isEmpty)
      try await bench.reopen()
      let lost = try await bench.store.lostAttempts()
      #expect(lost.map(\.job.id) == ids)
      let last = try #require(lost.last)
      #expect(last.job.spec.name == "\(count - 1)" && last.job.spec.priority == 3 && last.machineBoot == "boot")
      #expect(last.job.fence.start == 1 && last.job.attempt == 1 && last.job.spec.queue == "default")
    }
  }

  /// Who has to look for it is told which it is.
  @Test func oneThatCannotBeReadIsNamed() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.start().id
      try bench.makeUnreadable(id)
      try await bench.reopen()
      let error = await #expect(throws: StoreError.self) { _ = try await bench.store.lostAttempts() }
      guard case .unreadable(_, let message)? = error else { throw Unexpected(what: "\(String(describing: error))") }
      #expect(message.contains("job \(id)"))
    }
  }
}
