// Who is asking, as the authenticator found out, and what they may do.

import JobCore

/// The authenticated sender of a request.
struct Identity: Sendable, Equatable {
  /// What a job's `submitted_by` shows: `uid:1000`, `token:ci`.
  let name: String
  let scopes: ScopeSet
  /// Only jobs of these queues; `nil` is all.
  var queues: Set<String>?
  /// Only jobs of these kinds; `nil` is all.
  var kinds: Set<String>?
  /// The running job that asks for itself; see Identity+FollowUps.
  var job: JobID?

  /// For routes that ask for nothing.
  static let anonymous = Identity(name: "anonymous", scopes: [])

  /// Whether the identity sees only part of the jobs, so that each one has to be looked at first.
  var isLimited: Bool { queues != nil || kinds != nil }

  func check(_ permission: Permission) throws(HTTPFault) {
    guard case .needs(let scope) = permission, !scopes.allows(scope) else { return }
    throw .forbidden(
      "\(name) does not have the scope \"\(scope.rawValue)\"", hint: "Use a token with that scope.")
  }

  func check(queue: String) throws(HTTPFault) {
    guard let queues, !queues.contains(queue) else { return }
    throw .forbidden(
      "\(name) may not use the queue \"\(queue)\"", hint: "Use one of: \(queues.sorted().joined(separator: ", ")).")
  }

  func check(kind: String) throws(HTTPFault) {
    guard let kinds, !kinds.contains(kind) else { return }
    throw .forbidden(
      "\(name) may not use jobs of the kind \"\(kind)\"", hint: "Use one of: \(kinds.sorted().joined(separator: ", "))."
    )
  }
}
