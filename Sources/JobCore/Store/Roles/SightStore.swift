// Looks that are taken before a verb, and hold in its transaction.

/// What says when a look began.
protocol SightStore: Sendable {
  /// For who sees only jobs within these limits. What is read after it is what a verb `since` it goes by.
  func sightMark(for limits: RealmLimits) async throws(StoreError) -> SightMark
}
