// The store on SQLite: a writer, whose verbs are those of every store (Transaction/Roles), and readers, which show what
// there is.

import Logging

/// `JobStore` on one SQLite file.
final class SQLiteStore: WritingStore {
  let boot: Int64
  /// Names this store among others: in the environment of its children, in the names of its files, in its answers.
  let mark: String
  let findings: Findings
  let path: String
  let writer: GroupCommit
  let readers: ReaderPool
  let unrecorded: UnrecordedVerbs?
  /// Goes with the store: after the last connection.
  private let sharedMemory: SharedMemoryRoom?

  /// What was found when it was opened, for those who have to do something about it.
  struct Findings: Sendable {
    /// There may be files of this store whose names do not carry its mark: an older jobd made them.
    var hasUnmarkedLogs = false
    /// Ids whose files stay, though no job has them; see `OlderCopy.takeUp`.
    var spared: [ClosedRange<Int64>] = []
    /// The database was too large to be checked before anything else.
    var isQuickCheckPending = false
  }

  init(
    path: String, boot: Int64, mark: String, findings: Findings = Findings(), writer: GroupCommit, readers: ReaderPool,
    sharedMemory: SharedMemoryRoom? = nil
  ) {
    self.path = path
    self.boot = boot
    self.mark = mark
    self.findings = findings
    self.writer = writer
    self.readers = readers
    self.sharedMemory = sharedMemory
    unrecorded = UnrecordedVerbs(
      boot: boot, writer: writer,
      rows: { ids throws(StoreError) in
        try await readers.read { connection throws(StoreError) in
          var rows: [JobID: JobRow] = [:]
          for id in ids { rows[id] = try SQLiteJobs.job(id, on: connection) }
          return rows
        }
      },
      removable: { ids throws(StoreError) in
        try await readers.read { connection throws(StoreError) in try RemovableJobs(ids, on: connection) }
      })
    // Who writes knows the readers, and so they must not hold it.
    readers.onDamage { [weak writer] in writer?.noteDamage($0) }
  }

  /// Every file of this store carries its mark now.
  func noteLogsMarked() async throws(StoreError) {
    try await writer.perform { tx throws(StoreError) in
      tx.changes.meta.append(("unmarked_logs", 0))
    }
  }

  /// What is wrong with the file's structure, or `nil`: reads all of it, or as much as there is time for before the
  /// task is cancelled: a stop does not wait for it.
  func quickCheck() async throws(StoreError) -> String? {
    do throws(StoreError) {
      return try await readers.readAtLength { connection throws(StoreError) in try connection.quickCheck() }
    } catch {
      if Task.isCancelled { return nil }
      throw error
    }
  }

  /// Damage was found: nothing more is written.
  func noteDamage(_ problem: String) {
    writer.noteDamage(.corrupt(statement: "quick_check", message: problem))
  }

  /// Operations that cannot be written fail from now on instead of being kept.
  func abandonStalled() {
    writer.abandonStalled()
  }

  func close() async {
    // The writer last: SQLite removes the log's files with the last connection, and a reader may not.
    await readers.close()
    await writer.close()
    sharedMemory?.release()
  }
}
