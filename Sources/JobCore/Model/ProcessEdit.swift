// A change of how the process of a job is started: the fields to change, and nothing for those to leave.

/// Other surroundings of a subprocess job; see `ProcessOptions`.
public struct ProcessEdit: Hashable, Sendable {
  public var workingDirectory: Edit<String>?
  /// All variables from now on; an empty dictionary removes them.
  public var environment: [String: String]?
  public var clearsEnvironment: Bool?
  public var umask: Edit<Int>?
  public var nice: Edit<Int>?
  public var stdin: Edit<[UInt8]>?
  public var isInteractive: Bool?
  public var mergesStderr: Bool?
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
