// Whether the writer gets through to the disk.

extension StoreHealth where Self: WritingStore {
  func ping() async throws(StoreError) {
    try await writer.perform { _ throws(StoreError) in }
  }

  func checkWritable() async throws(StoreError) {
    try await writer.perform { tx throws(StoreError) in tx.changes.touches += 1 }
  }
}
