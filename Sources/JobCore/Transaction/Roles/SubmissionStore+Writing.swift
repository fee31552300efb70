// Jobs come in: one operation of the writer.

extension SubmissionStore where Self: WritingStore {
  func insert(
    _ jobs: [NewJob], idempotency: IdempotencyRequest?, since mark: SightMark?, now: Timestamp
  ) async throws(StoreError) -> InsertAnswer {
    try await writer.perform(at: now, wants: Wants(of: jobs, key: idempotency?.key)) { tx throws(StoreError) in
      try Submit.jobs(jobs, idempotency: idempotency, since: mark, tx)
    }
  }
}
