// The program of the daemon, and what it is started with.

import JobClient

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds jobd.
enum DaemonProgram {
  static let name = "jobd"

  /// Where it may be, in the order of trying: beside this program, so that both are of one version, then where the shell
  /// would find it.
  static func paths(
    own: String? = ownPath(), search: String? = EnvironmentVariable.value("PATH")
  ) -> [String] {
    let beside = own.flatMap { path in path.lastIndex(of: "/").map { "\(path[...$0])\(name)" } }
    let known = (search ?? "").split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
    return (beside.map { [$0] } ?? []) + known
  }

  /// Variables for it: without those that say what this process is, a job of another daemon or a service.
  static func environment(_ entries: [String]) -> [String] {
    entries.filter { entry in
      let name = String(entry.prefix { $0 != "=" })
      return !foreign.contains(name) && !foreignPrefixes.contains { name.hasPrefix($0) }
    }
  }

  /// Whether its environment has settings, of which some may be relative to where it is.
  static func hasSettings(_ entries: [String]) -> Bool { entries.contains { $0.hasPrefix("JOBD_") } }

  /// The daemon would take the place of a job, and be hunted as what is left of one; and speak to the manager of another
  /// service.
  private static let foreign: Set<String> = [
    "JOBD_URL", "JOBD_TOKEN_FILE", "JOBD_JOB_ID", "JOBD_JOB_NAME", "JOBD_ATTEMPT", "JOBD_QUEUE", "JOBD_RESULT",
    "JOBD_FENCE", "JOBD_BATCH", "TRACEPARENT", "TRACESTATE", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID",
    "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES",
  ]
  private static let foreignPrefixes = ["JOBD_PARENT_", "JOBD_BATCH_", "JOBD_TAG_"]

  private static func ownPath() -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }
}
