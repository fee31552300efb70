// The line in which a queued job waits for those who can carry it out: jobs of one lane need the same room.

/// Names lanes: which jobs wait for the same executor.
///
/// Commands and requests have none (`nil`): the daemon's slots are all they need. A lane is a text, so that it means
/// the same after a restart with another configuration.
public enum Lane {
  /// External jobs: they start as soon as they may, and take no slot.
  static let external = "external/"
  /// Before the name of a handler whose jobs are claimed over HTTP.
  static let remotePrefix = "remote/"
  /// Before the origin of a host that asked to be left alone.
  static let hostPrefix = "host/"
  /// The executor's name in a submission that leaves its jobs to remote workers.
  public static let remoteExecutor = "remote"
  /// The executor's name in a submission that wants its handler in this process.
  public static let asyncExecutor = "async"
  /// The executor's name in a submission that wants its handler in worker processes.
  public static let processExecutor = "process"
  /// The executor's name in a submission that wants its handler on a thread of the pool every queue has.
  public static let threadExecutor = "thread"
  /// What no pool may be called: executors, and first words of lanes.
  static let reservedExecutors: Set<String> = [
    asyncExecutor, threadExecutor, processExecutor, remoteExecutor, "external", "host",
  ]

  /// The lane of a new job.
  static func of(_ job: NewJob) -> String? {
    of(job.work, executor: job.executor)
  }

  /// The same of what of it matters here.
  static func of(_ work: Work, executor: String?) -> String? {
    switch work {
    case .exec, .shell, .http: nil
    case .external: external
    case .handler(let name, _): (executor ?? "") + "/" + name
    }
  }

  /// The executor and handler of a handler's lane; no executor's name has a slash.
  static func parts(_ lane: String) -> (executor: String?, handler: String)? {
    guard let slash = lane.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let executor = lane[..<slash]
    return (executor.isEmpty ? nil : String(executor), String(lane[lane.utf8.index(after: slash)...]))
  }

  static func isRemote(_ lane: String?) -> Bool {
    lane?.utf8.starts(with: remotePrefix.utf8) ?? false
  }
}

/// Who carries out the jobs of a lane.
enum LaneSource: Hashable, Sendable {
  /// Whoever: slots are all that is needed.
  case open
  /// One of the named pool, when it has room.
  case pool(String)
  /// Nobody in this process: jobs that are claimed over HTTP.
  case remote
  /// Nobody at all: the job runs until somebody outside ends it.
  case external
}

/// Which lane is whose; made from the handlers and pools of a daemon.
struct LaneMap: Sendable {
  /// Of a lane of handlers: the executor and handler, as in the lane.
  private let ofHandler: @Sendable (String?, String) -> LaneSource

  init(_ ofHandler: @escaping @Sendable (String?, String) -> LaneSource) {
    self.ofHandler = ofHandler
  }

  /// Every lane is open: without pools.
  static let open = LaneMap { _, _ in .open }

  func source(_ lane: String) -> LaneSource {
    if lane == Lane.external { return .external }
    if Lane.isRemote(lane) { return .remote }
    if lane.utf8.starts(with: Lane.hostPrefix.utf8) { return .pool(lane) }
    guard let (executor, handler) = Lane.parts(lane) else { return .open }
    return ofHandler(executor, handler)
  }
}
