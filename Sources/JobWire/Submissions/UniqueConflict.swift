// What becomes of a submission whose unique key is taken, inside UniqueSpec.

/// The answer to a second job with the same key.
public enum UniqueConflict: String, Sendable, CaseIterable {
  case reject
  case `return`
  case replace
}

extension UniqueConflict: WireEncodable {
  package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}
