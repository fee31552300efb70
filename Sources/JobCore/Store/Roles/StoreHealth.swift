// Whether the store is well, and its end.

/// What watches over the store itself.
protocol StoreHealth: Sendable {
  func info() async throws(StoreError) -> StoreInfo
  /// Returns when the writer has come to it.
  func ping() async throws(StoreError)
  /// A transaction that changes nothing and reaches the disk.
  func checkWritable() async throws(StoreError)
  /// Writes what is waiting, checkpoints, and closes.
  func close() async
}
