// What a subprocess is given besides its command: directory, environment, limits on its output.

/// The surroundings of a subprocess job.
public struct ProcessOptions: Hashable, Codable, Sendable {
  /// Working directory, absolute; `nil` is the daemon's own.
  public var workingDirectory: String?
  /// Variables set on top of the daemon's environment, or instead of it with `clearsEnvironment`.
  public var environment: [String: String] = [:]
  /// Starts from no variables instead of the daemon's; the `JOBD_*` of the job are set all the same.
  public var clearsEnvironment = false
  /// File mode creation mask, 0…0o777; `nil` leaves the daemon's.
  public var umask: Int?
  /// Added to the niceness, −20…19; `nil` leaves the daemon's.
  public var nice: Int?
  /// The bytes the child reads on its standard input; `nil` is /dev/null.
  public var stdin: [UInt8]?
  /// Its standard input stays open behind `stdin`, for what is sent to it while it runs.
  public var isInteractive = false
  /// Both streams into the stdout log.
  public var mergesStderr = false
  /// Bytes kept per stream, head and tail; `nil` is the daemon's default.
  public var logLimitBytes: Int64?

  /// What the daemon has itself: its directory and environment, nothing to read, default bounds.
  public init() {}
}
