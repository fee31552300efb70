// Jobs as Swift types, for tests of handles, scopes and registration.

@testable import JobCore

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
