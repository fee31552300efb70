// Why an address could not be listened on.

/// A listener that could not be opened.
package enum ListenError: Error, Equatable {
  /// Somebody else accepts connections there.
  case addressInUse(address: String)
  /// The socket's path is taken by something that is not a socket.
  case notASocket(path: String)
  /// The kernel refused.
  case system(address: String, call: String, errno: Int32, reason: String)
  /// The address could not be resolved or is not of a kind that can be listened on.
  case unusable(address: String, detail: String)
  /// The configured group of the socket does not exist.
  case unknownGroup(String)
}

extension ListenError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .addressInUse(let address): "\(address) is in use"
    case .notASocket(let path): "\(path) exists and is not a socket"
    case .system(let address, let call, _, let reason): "cannot listen on \(address): \(call): \(reason)"
    case .unusable(let address, let detail): "cannot listen on \(address): \(detail)"
    case .unknownGroup(let group): "there is no group \"\(group)\" for the socket"
    }
  }

  /// What to do next, in one imperative sentence.
  package var hint: String {
    switch self {
    case .addressInUse: "Stop the daemon that listens there, or choose another address with --listen."
    case .notASocket(let path): "Move \(path) away, or choose another address with --listen."
    case .system: "Check that the directory exists and may be written, or choose another address with --listen."
    case .unusable: "Choose another address with --listen."
    case .unknownGroup: "Create the group or change the socket group in the configuration."
    }
  }
}
