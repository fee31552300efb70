// When a wait over several jobs is over, inside WaitRequest.

/// The condition that ends a wait.
public enum WireWaitUntil: String, Sendable, CaseIterable {
  case all
  case first
  /// A job failed; cancelled and skipped ones are no failures (asyncio's FIRST_EXCEPTION).
  case firstFailure = "first-failure"
  /// A job ended without success, cancelled and skipped ones included (gather).
  case firstError = "first-error"
}

extension WireWaitUntil: WireEncodable {
  package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}
