// Why the front could not be bound. The daemon turns an address in use into exit code 69, the rest into 78.

/// A front that nobody can reach.
package enum BindError: Error, Equatable {
  /// One of its addresses could not be listened on.
  case listen(ListenError)
  /// The token file cannot be used, so nobody could be let in.
  case tokens(TokenFileError)
  /// The task that began it was cancelled before it was known whom to let in.
  case cancelled
}

extension BindError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .listen(let error): error.description
    case .tokens(let error): error.description
    case .cancelled: "the start was given up"
    }
  }

  /// What to do next, in one imperative sentence.
  package var hint: String {
    switch self {
    case .listen(let error): error.hint
    case .tokens(let error): error.hint
    case .cancelled: "Start it again."
    }
  }
}
