// A row of `callback`: who is told about the end of a job or of a batch.

/// A callback, and how far it has come.
struct CallbackRow: Equatable {
  /// Whose end it tells of.
  let owner: Parent
  var status: CallbackStatus

  var id: Int64 { status.id }

  /// It is to be called, or will be.
  var isOpen: Bool { status.state == .waiting || status.state == .due }
}

/// What becomes of a callback.
enum CallbackChange {
  case add(CallbackRow)
  /// All that may change in it.
  case set(CallbackRow)
  case remove(Int64)
  case removeAll(of: Parent)
}
