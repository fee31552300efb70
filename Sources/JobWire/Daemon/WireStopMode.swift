// How a stop treats what runs, as it is said on the wire.

/// What `POST /v1/stop` does to running jobs; a later one is stronger, and each is what a further SIGTERM asks for.
public enum WireStopMode: String, Sendable, CaseIterable {
  /// They may finish within the drain limit, and are cancelled then.
  case drain
  /// They are cancelled at once, and go back to their queue.
  case cancel
  /// They are killed at once, and go back to their queue.
  case now
}

extension WireStopMode: WireEncodable {
  package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}
