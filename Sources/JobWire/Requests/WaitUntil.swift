// When a wait over several jobs is over, inside WaitRequest.

/// The condition that ends a wait.
public enum WaitUntil: String, Sendable, CaseIterable {
  case all
  case first
  case firstFailure = "first-failure"
}

extension WaitUntil: WireEncodable {
  package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}
