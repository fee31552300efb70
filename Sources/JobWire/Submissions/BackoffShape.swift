// How the delays of a retry rule grow, inside RetrySpec.

/// The shape of the delays between attempts.
public enum BackoffShape: String, Sendable, CaseIterable {
  case exponential
  case linear
  case constant
}

extension BackoffShape: WireEncodable {
  package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}
