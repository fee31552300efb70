// Pauses as a database has them.

import TestSupport
import Testing

@testable import JobCore

@Suite struct PauseReadingTests {
  @Test func queuePausedBeforeTheSchemaKnewSinceWhenIsPaused() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      try await bench.writer.perform { context throws(StoreError) in
        try context.connection.execute("UPDATE queue SET is_paused = 1", as: "older")
      }
      try await bench.reopen()
      let shown = try await bench.store.queues().first
      #expect(shown?.settings.isPaused == true && shown?.pause == .unknown)
    }
  }
}
