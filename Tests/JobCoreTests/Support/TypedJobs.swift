// Jobs as Swift types, for tests of handles, scopes and registration.

import TestSupport

@testable import JobCore

/// Engines that know the jobs of this file.
enum TypedJobs {
  static let handlers = {
    var handlers = HandlerRegistry.builtIn
    handlers.register(Increment.self, on: .thread, queue: "numbers", retry: .quick(3), timeout: .seconds(30))
    handlers.register(Forever.self)
    return handlers
  }()

  static func run(_ body: (JobQueue) async throws -> Void) async throws {
    try await EngineBench.run(handlers: handlers) { try await body($0.queue) }
  }
}

/// Adds one, in various ways.
struct Increment: RunnableJob {
  static let handler = "increment"
  static let aliases = ["plus-one"]

  var number: Int
  var failure: String?

  func run(_ context: JobContext) async throws -> Int {
    if let failure { throw HandlerError(code: failure, message: "as asked") }
    return number + 1
  }
}

/// Waits until it is cancelled.
struct Forever: RunnableJob {
  static let handler = "forever"

  func run(_ context: JobContext) async throws -> NoOutput {
    // Safe: a cancel ends it.
    try await Task.sleep(for: .seconds(600))
    return NoOutput()
  }
}
