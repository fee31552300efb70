// Whose the token is with which a running job speaks for itself.

/// A running job, and what its submitter is limited to.
package struct TokenHolder: Hashable, Sendable {
  package let job: JobID
  package let limits: RealmLimits?

  package init(job: JobID, limits: RealmLimits? = nil) {
    self.job = job
    self.limits = limits
  }
}
