// Finding the daemon without being told: the environment first, then the sockets of the user's and the system's daemon.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Endpoint {
  /// The endpoint to use: `url` when given, else `$JOBD_URL`, else the first default socket that exists.
  public static func discover(
    url: String? = nil, environment: [String: String]? = nil
  ) throws(ClientError) -> Endpoint {
    let environment = environment ?? EnvironmentVariable.values(variables)
    return try discover(url: url, environment: environment, user: getuid()) { access($0, F_OK) == 0 }
  }

  /// Where the daemon of the machine listens.
  package static let systemSocket = "/run/jobd/jobd.sock"

  /// What the environment may say about it.
  private static let variables = ["JOBD_URL", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "HOME"]

  /// The same, asking `exists` about the file system.
  static func discover(
    url: String?, environment: [String: String], user: UInt32, exists: (String) -> Bool
  ) throws(ClientError) -> Endpoint {
    let named = environment["JOBD_URL"].flatMap { $0.isEmpty ? nil : $0 }
    if let url = url ?? named { return try Endpoint(parsing: url) }
    let candidates = defaultSockets(environment: environment, user: user)
    if let path = candidates.first(where: exists) { return .unix(path: path) }
    throw .noDaemon(tried: candidates)
  }

  /// Where daemons listen when nobody says otherwise: the user's own first.
  static func defaultSockets(environment: [String: String], user: UInt32) -> [String] {
    func directory(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    var paths: [String] = []
    // cron, su and ssh do not always set the variable, or leave that of another user; the directory is there all the same.
    let own = "/run/user/\(user)"
    for runtime in [directory("XDG_RUNTIME_DIR"), own] {
      if let path = runtime.map({ $0 + "/jobd.sock" }), !paths.contains(path) { paths.append(path) }
    }
    if let state = directory("XDG_STATE_HOME") ?? directory("HOME").map({ $0 + "/.local/state" }) {
      paths.append(state + "/jobd/jobd.sock")
    }
    paths.append(systemSocket)
    return paths
  }
}
