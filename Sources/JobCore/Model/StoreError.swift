// What can go wrong with the disk under the store, as its callers need to tell it apart.

/// A failure of the store. The verb that threw it changed nothing.
public enum StoreError: Error, Hashable, Sendable {
  /// The disk, the quota or the file-size limit is full. Try again when there is space.
  case full(statement: String)
  /// Reading or writing failed; `code` is SQLite's extended result code.
  case io(statement: String, code: Int32, message: String)
  /// The file is damaged; the daemon must not write to it.
  case corrupt(statement: String, message: String)
  /// More operations wait than the mailbox holds.
  case overloaded
  /// The store is closed or closing.
  case closed
}
