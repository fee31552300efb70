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
  /// What a token lets in for as long as it is valid; `nil` if no token of the file is at stake.
  var grant: TokenGrant?

  /// For routes that need no identity.
  static let anonymous = Identity(name: "anonymous", scopes: [])

  /// Whether the identity sees only part of the jobs, so that each one has to be looked at first.
  var isLimited: Bool { !limits.isEmpty }
}

extension Identity {
  /// A job that asks with its own token, within what its submitter is limited to; Authority+JobTokens says what it may.
  init(_ holder: TokenHolder) {
    self.init(
      name: "job:\(holder.job)", scopes: [ScopeSet(.read), ScopeSet(.submit)], limits: holder.limits ?? RealmLimits(),
      job: holder.job)
  }
}
