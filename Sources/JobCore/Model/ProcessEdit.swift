// A change of how the process of a job is started: the fields to change, and nothing for those to leave.

/// Other surroundings of a subprocess job; see `ProcessOptions`.
public struct ProcessEdit: Hashable, Sendable {
  /// Where it runs.
  public var workingDirectory: Edit<String>?
  /// All variables from now on; an empty dictionary removes them.
  public var environment: [String: String]?
  /// Whether it starts without the environment of the daemon.
  public var clearsEnvironment: Bool?
  /// The mask of files that it makes; 0 to 0o777.
  public var umask: Edit<Int>?
  /// How nice it is, from -20 to 19.
  public var nice: Edit<Int>?
  /// Bytes of its standard input.
  public var stdin: Edit<[UInt8]>?
  /// Whether its standard input stays open for what is sent.
  public var isInteractive: Bool?
  /// Whether both streams go to one log.
  public var mergesStderr: Bool?
  /// Bytes that are kept of each stream.
  public var logLimitBytes: Edit<Int64>?

  /// Changes nothing.
  public init() {}

  /// Whether it changes nothing.
  public var isEmpty: Bool { self == ProcessEdit() }

  /// The options as they are then.
  func applied(to options: ProcessOptions) -> ProcessOptions {
    var edited = options
    edited.workingDirectory = workingDirectory.map(\.value) ?? options.workingDirectory
    edited.environment = environment ?? options.environment
    edited.clearsEnvironment = clearsEnvironment ?? options.clearsEnvironment
    edited.umask = umask.map(\.value) ?? options.umask
    edited.nice = nice.map(\.value) ?? options.nice
    edited.stdin = stdin.map(\.value) ?? options.stdin
    edited.isInteractive = isInteractive ?? options.isInteractive
    edited.mergesStderr = mergesStderr ?? options.mergesStderr
    edited.logLimitBytes = logLimitBytes.map(\.value) ?? options.logLimitBytes
    return edited
  }
}
