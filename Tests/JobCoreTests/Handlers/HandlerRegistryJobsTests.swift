// Types of jobs in the registry: found by all their names, and a payload that does not fit fails by name.

import TestSupport
import Testing

@testable import JobCore

@Suite struct HandlerRegistryJobsTests {
  private static let handlers = {
    var handlers = HandlerRegistry.builtIn
    handlers.register(Increment.self, on: .thread, queue: "numbers", retry: .quick(3), timeout: .seconds(30))
    handlers.register(Forever.self)
    return handlers
  }()

  @Test func oldNamesAreCarriedOut() async throws {
    try await EngineBench.run(handlers: Self.handlers) { bench in
      let job = try await bench.finish(.handler("plus-one", nil, payload: "{\"number\": 4}"))
      #expect(try await bench.queue.handle(job.id, of: Increment.self).value == 5)
    }
  }

  @Test(arguments: ["{}", "7", "{\"number\": \"x\"}", "{\"number\": 1e300}"])
  func payloadThatDoesNotFitFailsByName(_ payload: String) async throws {
    try await EngineBench.run(handlers: Self.handlers) { bench in
      let job = try await bench.finish(.handler("increment", nil, payload: payload))
      #expect(job.failure?.code == "payload")
    }
  }
}
