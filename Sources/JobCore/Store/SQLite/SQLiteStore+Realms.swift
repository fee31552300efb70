// The store's answers to where jobs belong: their queues and kinds, without the jobs.

extension SQLiteStore {
  func realms(of ids: [JobID]) async throws(StoreError) -> Set<JobRealm> {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(ListSQL.row)
      var found: Set<StoredRealm> = []
      for id in ids {
        row.bind(1, id.value)
        guard try row.step() else { continue }
        found.insert(StoredRealm(queue: row.int64(2), kind: row.int(1)))
        row.reset()
      }
      return try Self.named(found, connection)
    }
  }

  /// Looks at every member, but only at where it is.
  func realms(ofBatch id: BatchID) async throws(StoreError) -> Set<JobRealm> {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(ListSQL.realmsInBatch)
      row.bind(1, id.value)
      var found: Set<StoredRealm> = []
      while try row.step() { found.insert(StoredRealm(queue: row.int64(0), kind: row.int(1))) }
      return try Self.named(found, connection)
    }
  }

  private struct StoredRealm: Hashable {
    let queue: Int64
    let kind: Int
  }

  private static func named(
    _ realms: Set<StoredRealm>, _ connection: SQLiteConnection
  ) throws(StoreError) -> Set<JobRealm> {
    var names: [Int64: String] = [:]
    let row = try connection.statement(StoreSQL.queues)
    while try row.step() { names[row.int64(0)] = row.string(1) }
    var named: Set<JobRealm> = []
    for realm in realms {
      guard let queue = names[realm.queue], let kind = JobKind(rawValue: realm.kind) else {
        throw .corrupt(statement: ListSQL.row.name, message: "a job is in no known queue, or of no known kind")
      }
      named.insert(JobRealm(queue: queue, kind: kind))
    }
    return named
  }
}
