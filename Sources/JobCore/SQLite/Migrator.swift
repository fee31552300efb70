// Brings a database file to the schema this jobd knows; never touches one that is newer, damaged or not ours.

import CSQLite

/// The numbered, append-only migrations under `PRAGMA user_version`.
enum Migrator {
  /// "jobd" in ASCII: tells our files from other SQLite databases.
  static let applicationID: Int64 = 0x6A6F_6264

  /// Migration n brings the schema from version n − 1 to n.
  static let scripts = [
    M001Initial.script, M002Flow.script, M003Executors.script, M004Leases.script, M005LimitLanes.script,
    M006SubmitterLimits.script, M007Bounds.script, M008Clocks.script,
    M009UnmarkedLogs.script, M010BatchLimits.script, M011ReadyOrder.script, M012Comparisons.script,
    M013SteadyTime.script, M014Retries.script, M015JobRevision.script, M016SubmitterRoots.script,
    M017RunAs.script, M018QueueCallbacks.script, M019Pauses.script, M020Interactive.script,
    M021EndOrder.script, M022Settings.script,
  ]

  /// What a migration does that SQL cannot, after its script and in the same transaction.
  private static let steps: [Int: @Sendable (SQLiteConnection) throws(StoreError) -> Void] = [
    7: { connection throws(StoreError) in try M007Bounds.moveStdin(connection) }
  ]

  static var supportedVersion: Int {
    scripts.count
  }

  /// What a file says of itself.
  struct FileFacts {
    let version: Int
    let application: Int64
    let isEmpty: Bool
  }

  /// Reads only.
  static func facts(_ connection: SQLiteConnection) throws(StoreError) -> FileFacts {
    FileFacts(
      version: Int(try connection.integer("PRAGMA user_version")),
      application: try connection.integer("PRAGMA application_id"),
      isEmpty: try connection.integer("SELECT count(*) FROM sqlite_master") == 0)
  }

  /// Refuses a file that is not ours or newer than us.
  static func judge(_ facts: FileFacts, path: String) throws(OpenError) {
    if facts.version == 0 && facts.isEmpty { return }
    if facts.application != applicationID { throw .corrupt(path: path, message: "is a database, but not one of jobd") }
    if facts.version > supportedVersion {
      throw .newer(path: path, found: facts.version, supported: supportedVersion)
    }
  }

  /// Migrates; each migration is one transaction.
  static func migrate(_ connection: SQLiteConnection) throws(StoreError) {
    let version = Int(try connection.integer("PRAGMA user_version"))
    if version == 0 { try connection.execute("PRAGMA application_id = \(applicationID)", as: "application_id") }
    for next in (version + 1)..<(supportedVersion + 1) {
      let name = "migration \(next)"
      try connection.executeMigration("BEGIN IMMEDIATE;\n\(scripts[next - 1])", as: name)
      try steps[next]?(connection)
      try connection.execute("PRAGMA user_version = \(next);\nCOMMIT;", as: name)
    }
  }
}

extension OpenError {
  /// A store failure met while opening `path`.
  static func opening(_ path: String, _ error: StoreError) -> OpenError {
    switch error {
    case .corrupt(_, let message), .unreadable(_, let message): .corrupt(path: path, message: message)
    case .full(let statement): .full(path: path, message: "it took no more at \(statement)")
    case .io(_, let code, let message):
      code & 0xFF == SQLITE_READONLY || code & 0xFF == SQLITE_CANTOPEN || code & 0xFF == SQLITE_PERM
        ? .notWritable(path: path, message: message) : .failed(path: path, message: message)
    case .outcomeUnknown(_, let message): .failed(path: path, message: message)
    case .replaced(let file): .failed(path: path, message: "\(file) was replaced meanwhile")
    case .overloaded, .closed, .illegal: .failed(path: path, message: "\(error)")
    }
  }
}
