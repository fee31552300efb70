// Waiting for what has no event to wait for, such as a file another process writes: asked again until a deadline.

import Foundation

/// Returns once `condition` holds, or throws when it does not within the time.
func eventually(
  _ what: String, within limit: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try await !condition() {
    guard ContinuousClock.now < deadline else { throw Unexpected("not within \(limit): \(what)") }
    // Safe: the one pause of these tests; the loop around it decides, not its length.
    try await Task.sleep(for: .milliseconds(20))
  }
}

/// Runs blocking calls on a thread of their own, so that they take none from the pool the tests run on.
func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { answer in
    Thread { answer.resume(with: Result(catching: work)) }.start()
  }
}
