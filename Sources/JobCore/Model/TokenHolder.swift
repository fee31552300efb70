// Whose the token is with which a running job speaks for itself.

/// A running job, what its submitter is limited to, who that is, and as whom it runs.
package struct TokenHolder: Hashable, Sendable {
  package let job: JobID
  package let limits: RealmLimits?
  /// Who answers for it; see `NewJob.submitter`.
  package let submitter: String?
  /// What it submits runs as the same user; `nil` is jobd's own.
  package let runAs: String?

  package init(job: JobID, limits: RealmLimits? = nil, submitter: String? = nil, runAs: String? = nil) {
    self.job = job
    self.limits = limits
    self.submitter = submitter
    self.runAs = runAs
  }
}
