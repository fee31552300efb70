// The environment of a child: the daemon's own, without what was meant for the daemon, then the job's, then JOBD_*.

import Glibc

/// Builds environments of children.
struct ChildEnvironment: Sendable {
  /// What children inherit unless they ask for nothing.
  private let inherited: [String: String]
  private let url: String?
  /// Names this store in the environment of its children, so that a later boot can find them.
  private let storeMark: String

  /// - Parameter base: the environment to inherit; variables for jobd itself and for its service manager are left out.
  init(base: [String: String], url: String?, storeMark: String) {
    let notForChildren: Set<String> = [
      "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "INVOCATION_ID",
      "JOURNAL_STREAM", "MAINPID", "SYSTEMD_EXEC_PID",
    ]
    inherited = base.filter { !$0.key.hasPrefix("JOBD_") && !notForChildren.contains($0.key) }
    self.url = url
    self.storeMark = storeMark
  }

  /// The variable that marks a child; see `mark`.
  static let markName = "JOBD_FENCE"

  /// The value of `JOBD_FENCE` for one start: unique over stores, jobs and starts.
  static func mark(store: String, _ fence: Fence) -> String {
    "\(store)/\(fence.job)/\(fence.start)"
  }

  func variables(for job: ClaimedJob, resultPath: String) -> [String: String] {
    var variables = job.spec.process.clearsEnvironment ? [:] : inherited
    variables.merge(job.spec.process.environment) { $1 }
    variables["JOBD_JOB_ID"] = "\(job.id)"
    variables["JOBD_JOB_NAME"] = job.name
    variables["JOBD_ATTEMPT"] = "\(job.attempt)"
    variables["JOBD_QUEUE"] = job.spec.queue
    variables["JOBD_RESULT"] = resultPath
    variables[Self.markName] = Self.mark(store: storeMark, job.fence)
    if let url { variables["JOBD_URL"] = url }
    for (key, value) in job.spec.tags { variables["JOBD_TAG_\(Self.variableName(key))"] = value }
    return variables
  }

  /// `build-id` → `BUILD_ID`: what a shell can read.
  private static func variableName(_ key: String) -> String {
    String(key.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
}
