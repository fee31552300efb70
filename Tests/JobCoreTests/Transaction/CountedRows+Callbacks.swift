// Calls about callbacks, counted.

@testable import JobCore

extension CountedRows: CallbackRows {
  func callbackOwner(_ id: Int64) throws(StoreError) -> Parent? {
    note("callbackOwner")
    return try rows.callbacks.callbackOwner(id)
  }
}
