// Whose the token is with which a running job speaks for itself.

/// A running job, what its submitter is limited to, and who that is.
package struct TokenHolder: Hashable, Sendable {
  package let job: JobID
  package let limits: RealmLimits?
  /// Who answers for it; see `NewJob.submitter`.
  package let submitter: String?

  package init(job: JobID, limits: RealmLimits? = nil, submitter: String? = nil) {
    self.job = job
    self.limits = limits
    self.submitter = submitter
  }
}
