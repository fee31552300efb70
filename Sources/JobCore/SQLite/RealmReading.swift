// Where jobs belong, as the rows have it.

/// The reading of queues and kinds, on one connection.
struct RealmReading {
  let connection: SQLiteConnection

  func realms(of ids: some Collection<JobID>) throws(StoreError) -> [JobID: JobRealm] {
    let row = try connection.statement(ListSQL.row)
    var found: [JobID: StoredRealm] = [:]
    for id in ids {
      row.bind(inOrder: id)
      guard try row.step() else { continue }
      found[id] = StoredRealm(queue: row.int64(ListedColumn.queueID), kind: row.int(ListedColumn.kind))
      row.reset()
    }
    let names = try queueNames()
    var named: [JobID: JobRealm] = [:]
    for (id, realm) in found { named[id] = try realm.named(names, of: "job \(id)") }
    return named
  }

  /// Of the next members of a batch, by their ids.
  func realms(ofBatch id: BatchID, after last: JobID?, limit: Int) throws(StoreError) -> MemberRealms {
    let row = try connection.statement(ListSQL.realmsInBatch, binding: id, last?.value ?? 0, limit)
    var found: Set<StoredRealm> = []
    var (count, next) = (0, last?.value ?? 0)
    while try row.step() {
      found.insert(StoredRealm(queue: row.int64(RealmColumn.queueID), kind: row.int(RealmColumn.kind)))
      (count, next) = (count + 1, row.int64(RealmColumn.id))
    }
    let names = try queueNames()
    var named: Set<JobRealm> = []
    for realm in found { named.insert(try realm.named(names, of: "a member of batch \(id)")) }
    return MemberRealms(realms: named, count: count, next: count < limit ? nil : JobID(next))
  }

  private struct StoredRealm: Hashable {
    let queue: Int64
    let kind: Int

    func named(_ names: [Int64: String], of job: String) throws(StoreError) -> JobRealm {
      guard let queue = names[queue], let kind = JobKind(rawValue: kind) else {
        throw .unreadable(
          statement: ListSQL.row.name, message: "\(job) is in no known queue, or of no known kind")
      }
      return JobRealm(queue: queue, kind: kind)
    }
  }

  private func queueNames() throws(StoreError) -> [Int64: String] {
    var names: [Int64: String] = [:]
    let row = try connection.statement(StoreSQL.queues)
    while try row.step() { names[row.int64(QueueColumn.id)] = row.string(QueueColumn.name) }
    return names
  }
}
