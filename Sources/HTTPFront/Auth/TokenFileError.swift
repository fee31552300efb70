// Why a token file cannot be used. It never shows a token.

/// A token file nobody may rely on.
package enum TokenFileError: Error, Equatable {
  case unreadable(path: String, reason: String)
  /// Others than its owner may read or write it.
  case tooOpen(path: String, mode: UInt16)
  case invalid(path: String, line: Int, detail: String)
}

extension TokenFileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot use the token file \(path): \(reason)"
    case .tooOpen(let path, let mode): "the token file \(path) has mode \(String(mode, radix: 8)): others can use it"
    case .invalid(let path, let line, let detail): "the token file \(path), line \(line): \(detail)"
    }
  }

  /// What to do next, in one imperative sentence.
  package var hint: String {
    switch self {
    case .unreadable: "Check that the path is right and readable for the daemon's user."
    case .tooOpen(let path, _): "Run: chmod 600 \(path)"
    case .invalid: "Write one token per line: TOKEN NAME SCOPES [queues=...] [kinds=...]."
    }
  }
}
