// Who is asking, as the authenticator found out, and what they may do.

import JobCore

/// The authenticated sender of a request.
struct Identity: Sendable, Equatable {
  /// What a job's `submitted_by` shows: `uid:1000`, `token:ci`.
  let name: String
  let scopes: ScopeSet
  /// The queues and kinds it may use.
  var limits = RealmLimits()
  /// The running job that asks with its own token.
  var job: JobID?
  /// With whose rights that job asks: see `NewJob.submitter`.
  var submitter: String?
  /// As whom the commands run that it submits; `nil` is jobd's own user, or that of their queues.
  var runAs: String?
  /// What a token lets in for as long as it is valid; `nil` if no token of the file is at stake.
  var grant: TokenGrant?

  /// For routes that need no identity.
  static let anonymous = Identity(name: "anonymous", scopes: [])

  /// Whether the identity sees only part of the jobs, so that each one has to be looked at first.
  var isLimited: Bool { !limits.isEmpty }
}

extension Identity {
  /// A job that asks with its own token, within what its submitter was limited to when it submitted the job, and is
  /// now; Authority+JobTokens says what it may.
  ///
  /// - Parameter standing: what its submitter may do now. A token that was taken back leaves its jobs running, and they
  ///   may say nothing more; nor may those that run as another user than its commands do now.
  init?(_ holder: TokenHolder, _ standing: SubmitterStanding) {
    var (limits, user) = (holder.limits ?? RealmLimits(), holder.runAs)
    switch standing {
    case .unchanged: break
    case .revoked, .unknown: return nil
    case .limited(let now, let userNow):
      limits = limits.narrowed(to: now)
      if let user, let userNow, user != userNow { return nil }
      user = user ?? userNow
    }
    self.init(
      name: "job:\(holder.job)", scopes: [ScopeSet(.read), ScopeSet(.submit)], limits: limits, job: holder.job,
      submitter: holder.submitter, runAs: user)
  }
}
