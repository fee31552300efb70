// The one place that polls on behalf of these tests, for what happens outside this process and tells nobody.

package import Testing

/// Returns as soon as `condition` holds, and records a failure when it does not within `limit`.
package func eventually(
  within limit: Duration = .seconds(30), _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ condition: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + limit
  while ContinuousClock.now < end {
    if try await condition() { return }
    // Safe: this is the pause between two looks, not a guess at how long something takes.
    try await Task.sleep(for: .milliseconds(2))
  }
  // On a busy machine the pause may have lasted until now.
  if try await condition() { return }
  Issue.record(comment ?? "did not become true within \(limit)", sourceLocation: sourceLocation)
}
