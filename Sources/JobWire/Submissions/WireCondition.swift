// On which end of a job something else happens: a follow-up is released, a callback is made.

/// Success, failure or either.
public enum WireCondition: String, Sendable, CaseIterable {
  case success
  case failure
  case any
}

extension WireCondition: WireEncodable {
  package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}
