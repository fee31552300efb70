// Why a token file cannot be used. It never shows a token.

/// A token file nobody may rely on.
package enum TokenFileError: Error, Equatable {
  /// There is none.
  case missing(path: String)
  /// It could not be read this time, for a reason that is not its own: what it has is not known.
  case unread(path: String, reason: String)
  case unusable(path: String, reason: String)
  /// There is a symbolic link in its place.
  case link(path: String)
  /// It belongs to somebody else.
  case foreign(path: String, owner: UInt32, user: UInt32)
  /// Others than its owner may read or write it.
  case tooOpen(path: String, mode: UInt16)
}

extension TokenFileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let path): "there is no token file \(path)"
    case .unread(let path, let reason): "cannot read the token file \(path) now: \(reason)"
    case .unusable(let path, let reason): "cannot use the token file \(path): \(reason)"
    case .link(let path): "the token file \(path) is a symbolic link"
    case .foreign(let path, let owner, _): "the token file \(path) belongs to the user \(owner)"
    case .tooOpen(let path, let mode): "the token file \(path) has mode \(String(mode, radix: 8)): others can use it"
    }
  }

  /// What to do next, in one imperative sentence.
  package var hint: String {
    switch self {
    case .missing: "Put it back, or restart jobd to have one made with an admin token."
    case .unread: "See what the system is short of."
    case .unusable: "Check that the path is right and readable for the daemon's user."
    case .link: "Name the file itself (tokens_file)."
    case .foreign(let path, _, let user): "Run: chown \(user) \(path)"
    case .tooOpen(let path, _): "Run: chmod 600 \(path)"
    }
  }
}
