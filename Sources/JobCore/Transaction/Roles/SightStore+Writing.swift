// What a look at batches begins with, in the order of the transactions that may make it out of date.

extension SightStore where Self: WritingStore {
  func sightMark(for limits: RealmLimits) async throws(StoreError) -> SightMark {
    // A disk that takes nothing does not keep anybody from looking at what they want to cancel.
    try await writer.perform(.inMemory) { tx throws(StoreError) in Sight.mark(for: limits, tx) }
  }
}
