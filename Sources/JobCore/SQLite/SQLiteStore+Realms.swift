// The store's answers to where jobs belong: their queues and kinds, without the jobs.

extension SQLiteStore {
  func realms(of ids: [JobID]) async throws(StoreError) -> [JobID: JobRealm] {
    var all: [JobID: JobRealm] = [:]
    for part in ids.parts(of: Limits.lookTogetherMax) {
      let some = try await readers.read { connection throws(StoreError) in
        try RealmReading(connection: connection).realms(of: part)
      }
      all.merge(some) { $1 }
    }
    return all
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
      try RealmReading(connection: connection).realms(ofBatch: id, after: last, limit: limit)
    }
  }
}
