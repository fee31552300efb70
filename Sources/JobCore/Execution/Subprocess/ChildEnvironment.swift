// The environment of a child: the daemon's own, without what was meant for the daemon, then the job's, then JOBD_*.

import Glibc

/// Builds environments of children.
///
/// Variables are `NAME=value` and a NUL, as the kernel takes them: what all children share is encoded once.
struct ChildEnvironment: Sendable {
  /// What children inherit unless they ask for nothing, by name.
  private let inherited: [String: [UInt8]]
  private let inheritedList: [[UInt8]]
  /// The same for a child whose working directory is another one than the daemon's.
  private let inheritedElsewhere: [[UInt8]]
  /// Where programs are looked for.
  let inheritedPath: String?
  private let url: String?
  /// For jobs of other users, whom no socket knows.
  private let tokenURL: String?
  /// Names this store in the environment of its children, so that a later boot can find them.
  private let storeMark: String

  /// - Parameters:
  ///   - base: the environment to inherit; variables for jobd itself and for its service manager are left out.
  ///   - url: what children are told as `JOBD_URL`.
  ///   - tokenURL: what jobs of other users are told: an address that takes tokens.
  init(base: [String: String], url: String?, tokenURL: String? = nil, storeMark: String) {
    let notForChildren: Set<String> = [
      "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "INVOCATION_ID",
      "JOURNAL_STREAM", "MAINPID", "SYSTEMD_EXEC_PID", "OLDPWD",
    ]
    let kept = base.filter { !$0.key.hasPrefix("JOBD_") && !notForChildren.contains($0.key) }
    inherited = kept.reduce(into: [:]) { $0[$1.key] = Self.entry($1.key, $1.value) }
    inheritedList = Array(inherited.values)
    inheritedElsewhere = inherited.filter { $0.key != Self.placeName }.map(\.value)
    inheritedPath = kept["PATH"]
    self.url = url
    self.tokenURL = tokenURL
    self.storeMark = storeMark
  }

  /// The working directory, as shells and getcwd's friends believe it if it leads to the same place.
  private static let placeName = "PWD"

  /// The variable that marks a child; see `mark`.
  static let markName = "JOBD_FENCE"

  /// The value of `JOBD_FENCE` for one start: unique over stores, jobs and starts.
  static func mark(store: String, _ fence: Fence) -> String {
    "\(store)/\(fence.job)/\(fence.start)"
  }

  /// The value of `JOBD_FENCE` for a worker process, which belongs to no job: unique over stores, boots and processes;
  /// 0 is the number of all commands of callbacks.
  static func workerMark(store: String, boot: Int64, number: Int) -> String {
    "\(workerMarks(store: store))\(boot)/\(number)"
  }

  /// How the marks of a store's worker processes begin.
  static func workerMarks(store: String) -> String {
    "\(store)/worker/"
  }

  /// Where the job's program is looked for. A job that inherits nothing has its program all the same.
  func searchPath(for job: ClaimedJob, as user: UserAccount? = nil) -> String? {
    job.spec.process.environment["PATH"] ?? (user == nil ? inheritedPath : Self.usersPath)
  }

  /// The environment: the inherited one (or that of another user), the job's over it, jobd's own over both.
  func entries(
    for job: ClaimedJob, as user: UserAccount? = nil, resultPath: String, tokenPath: String?, parents: [ParentFile],
    batches: [BatchFile]
  ) -> [[UInt8]] {
    var own =
      own(job, url: user == nil ? url : tokenURL, resultPath: resultPath, tokenPath: tokenPath)
      + Self.variables(parents, count: job.parents.count) + Self.variables(batches, count: job.batches.count)
    let given = job.spec.process.environment
    let place = job.spec.process.workingDirectory
    var entries: [[UInt8]] = []
    if !job.spec.process.clearsEnvironment {
      if let user {
        entries = base(of: user).filter { given[$0.key] == nil }.map(\.value)
      } else if given.isEmpty {
        entries = place == nil ? inheritedList : inheritedElsewhere
      } else {
        let isReplaced = { (name: String) in given[name] != nil || (place != nil && name == Self.placeName) }
        entries = inherited.filter { !isReplaced($0.key) }.map(\.value)
      }
      if let place, given[Self.placeName] == nil { own.append((Self.placeName, place)) }
    }
    entries.reserveCapacity(entries.count + given.count + own.count)
    let ownNames = given.isEmpty ? [] : Set(own.map(\.name))
    for (name, value) in given where !ownNames.contains(name) {
      entries.append(Self.entry(name, value))
    }
    for (name, value) in own { entries.append(Self.entry(name, value)) }
    return entries
  }

  /// Where programs of other users are looked for.
  private static let usersPath = "/usr/local/bin:/usr/bin:/bin"

  /// What a job of another user starts with, as cron has it: of jobd's own environment, in which there may be secrets,
  /// only language and time zone.
  private func base(of user: UserAccount) -> [String: [UInt8]] {
    var base = inherited.filter { $0.key == "LANG" || $0.key == "TZ" || $0.key.hasPrefix("LC_") }
    let own = [
      ("HOME", user.home), ("USER", user.name), ("LOGNAME", user.name), ("SHELL", user.shell), ("PATH", Self.usersPath),
    ]
    for (name, value) in own { base[name] = Self.entry(name, value) }
    return base
  }

  /// The environment of a callback's command: the inherited one, and what it is about.
  func entries(forCallbackWith variables: [(name: String, value: String)], boot: Int64) -> [[UInt8]] {
    var own = variables
    own.append((Self.markName, Self.workerMark(store: storeMark, boot: boot, number: 0)))
    if let url { own.append(("JOBD_URL", url)) }
    return inheritedList + own.map { Self.entry($0, $1) }
  }

  /// The environment of a worker process: the inherited one, and what docs/worker-protocol.md says.
  ///
  /// In a worker that is this program, the report of a trap is kept so short that all of it fits into the failure of
  /// its attempt: what went wrong and where. Whoever runs the program may have asked for a longer one.
  func entries(forWorkerOf handler: String, _ settings: WorkerSettings, boot: Int64, number: Int) -> [[UInt8]] {
    var own = [
      ("JOBD_WORKER_IN", "3"), ("JOBD_WORKER_OUT", "4"), ("JOBD_WORKER_HANDLER", handler),
      ("JOBD_WORKER_CONCURRENCY", "\(settings.concurrency)"),
      (Self.markName, Self.workerMark(store: storeMark, boot: boot, number: number)),
    ]
    if let url { own.append(("JOBD_URL", url)) }
    if settings.command == .reexec && inherited[Self.backtraces] == nil {
      own.append((Self.backtraces, "threads=crashed,registers=none,images=none,color=no,limit=16"))
    }
    return inheritedList + own.map { Self.entry($0, $1) }
  }

  private static let backtraces = "SWIFT_BACKTRACE"

  private func own(
    _ job: ClaimedJob, url: String?, resultPath: String, tokenPath: String?
  ) -> [(name: String, value: String)] {
    var own = [
      ("JOBD_JOB_ID", "\(job.id)"), ("JOBD_JOB_NAME", job.name), ("JOBD_ATTEMPT", "\(job.attempt)"),
      ("JOBD_QUEUE", job.spec.queue), ("JOBD_RESULT", resultPath),
      (Self.markName, Self.mark(store: storeMark, job.fence)),
    ]
    if let url { own.append(("JOBD_URL", url)) }
    if let tokenPath { own.append(("JOBD_TOKEN_FILE", tokenPath)) }
    for (key, value) in job.spec.tags { own.append(("JOBD_TAG_\(Self.variableName(key))", value)) }
    return own
  }

  /// What a follow-up is told of its parents: how many there are, and details of the first ones.
  private static func variables(_ parents: [ParentFile], count: Int) -> [(name: String, value: String)] {
    if count == 0 { return [] }
    var variables = [(name: "JOBD_PARENT_COUNT", value: "\(count)")]
    for (index, parent) in parents.enumerated() {
      let prefix = "JOBD_PARENT_\(index + 1)"
      variables.append(("\(prefix)_ID", "\(parent.id)"))
      variables.append(("\(prefix)_STATE", parent.state.name))
      if let path = parent.path { variables.append(("\(prefix)_RESULT", path)) }
      if let bytes = parent.omittedBytes { variables.append(("\(prefix)_OMITTED", "\(bytes)")) }
    }
    return variables
  }

  /// What a follow-up of batches is told: how many there are, and details of the first ones.
  private static func variables(_ batches: [BatchFile], count: Int) -> [(name: String, value: String)] {
    if count == 0 { return [] }
    var variables = [(name: "JOBD_BATCH_COUNT", value: "\(count)")]
    for (index, batch) in batches.enumerated() {
      let prefix = "JOBD_BATCH_\(index + 1)"
      variables.append(("\(prefix)_ID", "\(batch.id)"))
      variables.append(("\(prefix)_SIZE", "\(batch.size)"))
      variables.append(("\(prefix)_RESULTS", batch.path))
    }
    return variables
  }

  private static func entry(_ name: String, _ value: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(name.utf8.count + value.utf8.count + 2)
    bytes.append(contentsOf: name.utf8)
    bytes.append(UInt8(ascii: "="))
    bytes.append(contentsOf: value.utf8)
    bytes.append(0)
    return bytes
  }

  /// `build-id` → `BUILD_ID`: what a shell can read.
  private static func variableName(_ key: String) -> String {
    String(key.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
}
