// Callbacks in the store: to be filled.

extension WriterContext {
  func insertCallbacks(_ callbacks: [Callback], of id: JobID) throws(StoreError) {}
  func callbacksDue(of id: JobID, isSuccess: Bool, now: Timestamp) throws(StoreError) {}
  func renewCallbacks(of id: JobID) throws(StoreError) {}
  func hasDueCallbacks(_ id: JobID) throws(StoreError) -> Bool { false }
  func deleteCallbacks(of id: JobID) throws(StoreError) {}
}
