// What a job that succeeded has made, as the result route answers it.

/// The result of a job that succeeded.
public struct JobResult: Sendable {
  /// What it made, as it was made.
  public var bytes: [UInt8]
  /// How many bytes it has in all: more than `bytes` where a file or an output is longer than is shown of it.
  public var sizeBytes: Int64
  /// Where it comes from.
  public var source: Source

  /// Where a result comes from, and so what its bytes are.
  public enum Source: Sendable, Hashable {
    /// Written to `$JOBD_RESULT`, or standard output.
    case file
    /// A handler's output, JSON.
    case handler
    /// What a handler yielded, a JSON value a line.
    case lines
    /// The body of an answer, and the answer's status where it was asked for.
    case http(status: Int?)
  }

  init(bytes: [UInt8], source: Source, sizeBytes: Int64? = nil) {
    self.bytes = bytes
    self.source = source
    self.sizeBytes = sizeBytes ?? Int64(bytes.count)
  }
}
