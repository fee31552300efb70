// What can go wrong with the disk under the store, as its callers need to tell it apart.

/// A failure of the store. The verb that threw it changed nothing, but for `outcomeUnknown`.
public enum StoreError: Error, Hashable, Sendable {
  /// The disk, the quota or the file-size limit is full. Try again when there is space.
  case full(statement: String)
  /// Reading or writing failed; `code` is SQLite's extended result code.
  case io(statement: String, code: Int32, message: String)
  /// The file is damaged; the daemon must not write to it.
  case corrupt(statement: String, message: String)
  /// A row is sound for SQLite and means nothing to us.
  case unreadable(statement: String, message: String)
  /// The disk failed while the change was being made durable: as long as the store stays open, the change has not
  /// happened, but what a crash right now would leave of it is not known.
  case outcomeUnknown(statement: String, message: String)
  /// The file at `path` is not the one that is open: it was removed or replaced. Nothing is written meanwhile.
  case replaced(path: String)
  /// The engine was about to break a rule of its own: a job that has ended would have moved, say. A defect of jobd, not
  /// of the disk; what the log says of it belongs in a report.
  case illegal(statement: String, message: String)
  /// More operations wait than the mailbox holds.
  case overloaded
  /// The store is closed or closing.
  case closed
}

extension StoreError {
  /// What is wrong, in SQLite's words or those of the disk.
  package var problem: String {
    switch self {
    case .full: "the disk is full"
    case .io(_, _, let message), .corrupt(_, let message), .unreadable(_, let message), .illegal(_, let message):
      message
    case .outcomeUnknown(_, let message): message
    case .replaced(let path): "\(path) was removed or replaced"
    case .overloaded: "too much waits to be written"
    case .closed: "the store is closed"
    }
  }
}
