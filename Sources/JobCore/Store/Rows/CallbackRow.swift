// A row of `callback`: who is told about the end of a job or of a batch.

/// A callback, and how far it has come.
struct CallbackRow: Equatable {
  /// Whose end it tells of.
  let owner: Parent
  var status: CallbackStatus

  var id: Int64 { status.id }

  /// The job or the batch itself has it called at its next end: it is not of its queue, and not left of an end before.
  var isOfNextEnd: Bool { !status.isOfEarlierEnd && status.isOwn }

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
