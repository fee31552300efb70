// The rights a token carries.

/// A right. `admin` includes the others.
package enum Scope: String, Sendable, CaseIterable {
  /// See jobs, their logs and results, queues and figures; wait for jobs.
  case read
  /// Submit jobs, and control single jobs: edit, cancel, retry, release, run, signal.
  case submit
  /// Carry out jobs: claim them, and say how they go and end. In no other scope but `admin`.
  case work
  /// Everything: queues, bulk verbs, deletion, drain and resume.
  case admin
}

/// Some of the rights, held in one byte because every request carries them.
struct ScopeSet: OptionSet, Sendable {
  let rawValue: UInt8

  init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  init(_ scope: Scope) {
    switch scope {
    case .read: self.init(rawValue: 1)
    case .submit: self.init(rawValue: 2)
    case .admin: self.init(rawValue: 4)
    case .work: self.init(rawValue: 8)
    }
  }

  func allows(_ scope: Scope) -> Bool {
    contains(ScopeSet(scope)) || contains(ScopeSet(.admin))
  }
}
