// Where jobd keeps things and listens when nobody says: the system's places for root and systemd, the user's otherwise.

/// The default data directory and socket, from the environment and who runs the daemon.
struct DefaultPlaces: Equatable, Sendable {
  let dataDirectory: String
  /// For the socket when `dataDirectory` is not overridden; see `socket(in:)`.
  private let socketPath: String?

  init(environment: [String: String], isRoot: Bool) {
    // systemd names the directories it made for the service; more than one is separated by colons.
    let stateDirectory = environment["STATE_DIRECTORY"].flatMap { $0.split(separator: ":").first.map(String.init) }
    let runtimeDirectory = environment["RUNTIME_DIRECTORY"].flatMap { $0.split(separator: ":").first.map(String.init) }
    if let stateDirectory {
      dataDirectory = stateDirectory
    } else if isRoot {
      dataDirectory = "/var/lib/jobd"
    } else if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      dataDirectory = "\(state)/jobd"
    } else {
      dataDirectory = "\(environment["HOME"] ?? "/tmp")/.local/state/jobd"
    }
    if let runtimeDirectory {
      socketPath = "\(runtimeDirectory)/jobd.sock"
    } else if isRoot {
      socketPath = "/run/jobd/jobd.sock"
    } else if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") {
      socketPath = "\(runtime)/jobd.sock"
    } else {
      socketPath = nil
    }
  }

  /// The socket's path; in the data directory when the user has no runtime directory.
  func socket(in dataDirectory: String) -> String {
    socketPath ?? "\(dataDirectory)/jobd.sock"
  }
}
