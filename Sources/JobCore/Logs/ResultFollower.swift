// Follows the values that a handler yields in one attempt: whole lines of JSON, as they are written.

/// The values of one attempt. For one reader; `next` is not called twice at a time.
public actor ResultFollower {
  private let id: JobID
  private let start: Int
  private let follower: LogFollower
  private let store: any JobReadStore
  /// The beginning of a line whose end is not written yet.
  private var rest: [UInt8] = []
  private var bytesLeft = Limits.resultBytesMax

  init(_ id: JobID, start: Int, _ follower: LogFollower, _ store: any JobReadStore) {
    self.id = id
    self.start = start
    self.follower = follower
    self.store = store
  }

  /// The next lines, each with its end; `nil` when the attempt is over or the task is cancelled.
  ///
  /// - Errors: `.shuttingDown` when the daemon stops before that.
  public func next() async throws(JobError) -> [UInt8]? {
    while let piece = try await follower.next() {
      bytesLeft -= Int64(piece.count)
      // More than a result may have was not written by jobd.
      if bytesLeft < 0 { return nil }
      guard let end = piece.lastIndex(of: UInt8(ascii: "\n")) else {
        rest += piece
        continue
      }
      let lines = rest + piece[...end]
      rest = Array(piece[(end + 1)...])
      return lines
    }
    return nil
  }

  /// Whether what has been read is the result of the job: false if the attempt failed after all.
  public func isResult() async throws(JobError) -> Bool {
    do throws(StoreError) {
      guard let job = try await store.job(id) else { return false }
      return job.state == .succeeded && job.starts == start
    } catch {
      throw .store(error)
    }
  }
}
