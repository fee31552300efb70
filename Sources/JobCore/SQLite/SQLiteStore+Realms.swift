// The store's answers to where jobs belong: their queues and kinds, without the jobs.

extension SQLiteStore {
  func realms(of ids: [JobID]) async throws(StoreError) -> [JobID: JobRealm] {
    var all: [JobID: JobRealm] = [:]
    for part in ids.parts(of: Limits.lookTogetherMax) { all.merge(try await realmsTogether(part)) { $1 } }
    return all
  }

  private func realmsTogether(_ ids: ArraySlice<JobID>) async throws(StoreError) -> [JobID: JobRealm] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(ListSQL.row)
      var found: [JobID: StoredRealm] = [:]
      for id in ids {
        row.bind(inOrder: id)
        guard try row.step() else { continue }
        found[id] = StoredRealm(queue: row.int64(ListedColumn.queueID), kind: row.int(ListedColumn.kind))
        row.reset()
      }
      let names = try Self.queueNames(connection)
      var named: [JobID: JobRealm] = [:]
      for (id, realm) in found { named[id] = try realm.named(names) }
      return named
    }
  }

  /// Looks at every member, but only at where it is.
  func realms(ofBatch id: BatchID) async throws(StoreError) -> Set<JobRealm> {
    var all: Set<JobRealm> = []
    var last: JobID?
    repeat {
      let part = try await realms(ofBatch: id, after: last, limit: Limits.lookTogetherMax)
      all.formUnion(part.realms)
      last = part.next
    } while last != nil
    return all
  }

  func realms(ofBatch id: BatchID, after last: JobID?, limit: Int) async throws(StoreError) -> MemberRealms {
    try await readers.read { connection throws(StoreError) in
      try Self.realms(ofBatch: id, after: last?.value ?? 0, limit: limit, connection)
    }
  }

  private static func realms(
    ofBatch id: BatchID, after last: Int64, limit: Int, _ connection: SQLiteConnection
  ) throws(StoreError) -> MemberRealms {
    let row = try connection.statement(ListSQL.realmsInBatch, binding: id, last, limit)
    var found: Set<StoredRealm> = []
    var (count, next) = (0, last)
    while try row.step() {
      found.insert(StoredRealm(queue: row.int64(RealmColumn.queueID), kind: row.int(RealmColumn.kind)))
      (count, next) = (count + 1, row.int64(RealmColumn.id))
    }
    let names = try queueNames(connection)
    var named: Set<JobRealm> = []
    for realm in found { named.insert(try realm.named(names)) }
    return MemberRealms(realms: named, count: count, next: count < limit ? nil : JobID(next))
  }

  private struct StoredRealm: Hashable {
    let queue: Int64
    let kind: Int

    func named(_ names: [Int64: String]) throws(StoreError) -> JobRealm {
      guard let queue = names[queue], let kind = JobKind(rawValue: kind) else {
        throw .unreadable(statement: ListSQL.row.name, message: "a job is in no known queue, or of no known kind")
      }
      return JobRealm(queue: queue, kind: kind)
    }
  }

  private static func queueNames(_ connection: SQLiteConnection) throws(StoreError) -> [Int64: String] {
    var names: [Int64: String] = [:]
    let row = try connection.statement(StoreSQL.queues)
    while try row.step() { names[row.int64(QueueColumn.id)] = row.string(QueueColumn.name) }
    return names
  }
}
