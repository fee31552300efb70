// Who has an attempt that is carried out elsewhere, as the store remembers it.

/// Who has a remote attempt.
struct LeaseHolder: Hashable, Sendable {
  let job: JobID
  /// As it calls itself.
  let worker: String?
  /// As the front end knows it.
  let identity: String
}
