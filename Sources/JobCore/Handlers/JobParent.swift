// A parent of a follow-up, as a handler sees it.

/// A job that this one followed.
public struct JobParent: Sendable {
  /// Its id.
  public let id: JobID
  /// How it ended.
  public let state: JobState
  private let read: Reading

  /// Reads at most so many bytes of what it made.
  typealias Reading = @Sendable (_ bytesMax: Int) async throws(JobError) -> JobResult?

  init(id: JobID, state: JobState, read: @escaping Reading) {
    self.id = id
    self.state = state
    self.read = read
  }

  init(_ parent: ParentResult, _ reader: ResultReader) {
    self.init(id: parent.id, state: parent.state) { (bytesMax: Int) async throws(JobError) -> JobResult? in
      try await reader.result(of: parent, bytesMax: bytesMax)
    }
  }

  /// What it made: a handler's output, what it wrote to `$JOBD_RESULT`, else its standard output. At most `bytesMax`
  /// bytes of it; `nil` if it made nothing. A handler in a worker process is told of the first
  /// `Limits.parentVariablesMax` parents what they made.
  ///
  /// - Errors: `.outputGone` if it succeeded, and what it made is not there any more.
  public func result(bytesMax: Int = Int(Limits.resultBytesMax)) async throws(JobError) -> JobResult? {
    try await read(max(0, bytesMax))
  }
}
