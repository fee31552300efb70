// What holds of attempts elsewhere though a full disk did not let it be written.

/// A cancel of an attempt elsewhere, as its next heartbeat is to hear of it.
struct UnwrittenStop: Equatable, Sendable {
  let start: Int
  let cancel: Lease.Cancel
}

/// Leases of which more is true than is written; at most one of each for each lease.
struct LeaseBook: Equatable {
  /// Until when leases have been renewed.
  var renewals = JournaledMap<JobID, Timestamp>()
  /// Attempts that are told to end.
  var stops = JournaledMap<JobID, UnwrittenStop>()

  mutating func commit() {
    renewals.commit()
    stops.commit()
  }

  mutating func rollBack() {
    renewals.rollBack()
    stops.rollBack()
  }
}
