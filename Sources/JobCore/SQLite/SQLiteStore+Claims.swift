// What readers answer about attempts that are carried out outside of jobd.

extension SQLiteStore {
  func leaseHolders(limit: Int) async throws(StoreError) -> [LeaseHolder] {
    try await readers.read { connection throws(StoreError) in
      let row = try connection.statement(LeaseSQL.holders, binding: limit)
      var holders: [LeaseHolder] = []
      while try row.step() {
        holders.append(
          LeaseHolder(
            job: JobID(row.int64(HolderColumn.jobID)), worker: row.string(HolderColumn.worker),
            identity: row.string(HolderColumn.claimedBy) ?? ""))
      }
      return holders
    }
  }
}
