// What came of calling a callback once, and what is to be called.

/// The end of one call, decided.
enum CallbackResult: Hashable, Sendable {
  case delivered
  /// It is called again at that moment.
  case again(Timestamp, error: String)
  case givenUp(error: String)
}

/// A callback that is to be called.
struct DueCallback: Hashable, Sendable {
  /// Whose end it tells of.
  let owner: Parent
  let status: CallbackStatus
}
