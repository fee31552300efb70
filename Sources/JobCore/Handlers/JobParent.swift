// A parent of a follow-up, as a handler sees it.

/// A job that this one followed.
public struct JobParent: Sendable {
  public let id: JobID
  public let state: JobState
  private let parent: ParentResult
  private let reader: ParentReader

  init(_ parent: ParentResult, _ reader: ParentReader) {
    id = parent.id
    state = parent.state
    self.parent = parent
    self.reader = reader
  }

  /// What it made: a handler's output, what it wrote to `$JOBD_RESULT`, else its standard output. At most `bytesMax`
  /// bytes of it; `nil` if it made nothing.
  public func result(bytesMax: Int = Int(Limits.resultBytesMax)) async throws(JobError) -> JobResult? {
    do throws(StoreError) {
      return try await reader.result(of: parent, bytesMax: max(0, bytesMax))
    } catch {
      throw .store(error)
    }
  }
}
