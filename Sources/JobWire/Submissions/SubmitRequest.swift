// A job as it is submitted: every field of the contract, all optional as given. Types and syntax are checked while
// reading (SubmitRequest+Wire); ranges and meaning are the engine's.

/// What to run and how; exactly one of `argv`, `shell`, `http`, `handler`, `external` and `copy_of`
/// says what.
public struct SubmitRequest: Sendable, Equatable {
  /// Program and arguments, without a shell.
  public var argv: [String]?
  /// A command line for `/bin/sh -c`.
  public var shell: String?
  /// A request the daemon makes.
  public var http: HTTPSpec?
  /// A named handler, with its `payload`.
  public var handler: String?
  public var payload: JSONValue?
  /// Where the handler's jobs run: `async`, `thread`, `process`, `remote`, or a configured pool's name.
  public var executor: String?
  /// Runs nothing: the job ends when somebody completes or fails it. `true` is the only value.
  public var external: Bool?
  /// The job of which the stored submission is taken, secrets included, with what is given here over it. Not taken are
  /// `batch`, `unique`, `after`, `then`, `delay` and `run_at`. Only for one job submitted alone.
  public var copyOf: Int64?
  public var name: String?
  public var queue: String?
  /// From -1000 to 1000; higher first.
  public var priority: Int?
  /// Not before this much time from now; zero and below mean now.
  public var delay: WireDuration?
  /// Not before this time.
  public var runAt: WireTime?
  /// The limit of each attempt, from its start.
  public var timeout: WireDuration?
  /// The time between TERM and KILL.
  public var grace: WireDuration?
  /// The end of everything: not started by then fails, running then is timed out.
  public var deadline: WireTime?
  public var retry: RetrySpec?
  /// What must end first.
  public var after: [AfterSpec]?
  /// Follow-ups, stored together with it.
  public var then: [ThenSpec]?
  /// Whether a started attempt absorbs cancel requests.
  public var shield: Bool?
  /// Whether the job waits for an explicit release.
  public var hold: Bool?
  public var unique: UniqueSpec?
  /// Of different bounds for one key, that of the job submitted last holds.
  public var limit: LimitSpec?
  /// How many slots it takes while it runs; never more than there are.
  public var slotsNeeded: Int?
  /// The open batch it joins.
  public var batch: Int64?
  public var tags: [String: String]?
  public var cwd: String?
  public var env: [String: String]?
  /// Whether the child starts without the daemon's environment.
  public var clearEnv: Bool?
  /// The permission bits the child's new files lack; octal text on the wire.
  public var umask: Int?
  public var nice: Int?
  public var stdin: String?
  public var stdinBase64: String?
  /// Whether stdin stays open for what is sent to the running command, behind what is given here.
  public var interactive: Bool?
  /// Whether stderr goes into the log of stdout.
  public var mergeStderr: Bool?
  /// Bytes kept of each output.
  public var logLimit: Int64?
  public var callbacks: [CallbackSpec]?
  /// How long the job stays after its end.
  public var keepFor: WireDuration?

  /// An empty submission to fill in.
  public init() {}

  /// A submission that runs a program.
  public init(argv: [String]) { self.argv = argv }

  /// A submission that runs a command line in a shell.
  public init(shell: String) { self.shell = shell }
}
