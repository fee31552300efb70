// What is asked about callbacks, beside what their owners say.

/// Callbacks by their own numbers.
protocol CallbackRows {
  /// Whose end it tells of; `nil` if it is not there.
  func callbackOwner(_ id: Int64) throws(StoreError) -> Parent?
}
