// The queue and the kind of jobs: what a front end asks before a limited client may see or change many of them.

extension JobQueue {
  /// The realm of each of `ids`; those that are not there have none.
  public func realms(of ids: [JobID]) async throws(JobError) -> [JobID: JobRealm] {
    try await read { store throws(StoreError) in try await store.realms(of: ids) }
  }

  /// The realms that the members of a batch are in; empty for one without members.
  public func realms(of batch: BatchID) async throws(JobError) -> Set<JobRealm> {
    try await read { store throws(StoreError) in try await store.realms(ofBatch: batch) }
  }

  /// The same for at most `limit` of its members, those after `last`.
  package func realms(
    of batch: BatchID, after last: JobID?, limit: Int
  ) async throws(JobError) -> MemberRealms {
    let bounded = min(max(1, limit), Limits.lookTogetherMax)
    return try await read { store throws(StoreError) in
      try await store.realms(ofBatch: batch, after: last, limit: bounded)
    }
  }
}
