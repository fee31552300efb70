// Pools of threads: what is wrong with them keeps a queue from opening.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueuePoolsTests {
  @Test func poolThatIsNotConfiguredKeepsTheQueueFromOpening() async throws {
    var handlers = HandlerRegistry.builtIn
    handlers.register(Increment.self, on: .thread("db"))
    let scratch = try TemporaryDirectory()
    await #expect(throws: OpenError.self) { _ = try await EngineBench.open(scratch, handlers: handlers) }
  }
}
