// What came of one call, as the sender reports it; CallbackPolicy judges it.

/// The answer to a callback's call.
public enum CallbackAnswer: Hashable, Sendable {
  case accepted
  /// Not taken, this time.
  case refused(String, retryAfterMicros: Int64? = nil)
  /// Will never be taken.
  case gone(String)
  /// This machine had no descriptor, process or memory left for it: nobody was called.
  case shortage(String)
}
