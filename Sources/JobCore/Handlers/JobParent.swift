// A parent as a handler sees it.

/// A job that the running one is a follow-up of.
public struct JobParent: Sendable {
  public let id: JobID
  /// How it ended.
  public let state: JobState
  private let read: @Sendable () async -> [UInt8]?

  init(_ parent: ParentResult, read: @escaping @Sendable () async -> [UInt8]?) {
    id = parent.id
    state = parent.state
    self.read = read
  }

  /// What it made, at most `Limits.resultBytesMax` bytes: a handler's output as JSON, what a process wrote to
  /// `$JOBD_RESULT`, else its standard output; `nil` if it made nothing.
  public func result() async -> [UInt8]? {
    await read()
  }
}
