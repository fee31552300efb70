// A batch that a job followed, as its handler sees it: the members in the order of their submission, read as they are
// asked for, so that a batch of any size costs no memory.

/// A batch that this job followed.
public struct ParentBatch: Sendable {
  /// Its id.
  public let id: BatchID
  private let read: Reading

  /// Reads the page that begins at a position that an earlier page gave; `nil` is the first.
  typealias Reading = @Sendable (_ position: Int64?) async throws(JobError) -> Page

  /// Some members, one after the other.
  struct Page: Sendable {
    var members: [JobParent]
    /// Where the next page begins; `nil` after the last one.
    var next: Int64?
  }

  init(id: BatchID, read: @escaping Reading) {
    self.id = id
    self.read = read
  }

  /// Its jobs in the order of their submission, each with its state and what it made: what asyncio's gather returns.
  /// Those that the submitter of this job may not see are left out. A handler in a worker process finds the first
  /// `Limits.batchMembersShownMax`.
  public var members: Members { Members(read: read) }

  /// The members of a batch.
  public struct Members: AsyncSequence, Sendable {
    fileprivate let read: Reading

    /// From the first member on.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(read: read) }

    /// Reads members; not from two tasks at once.
    public struct AsyncIterator: AsyncIteratorProtocol {
      fileprivate let read: Reading
      private var page = ArraySlice<JobParent>()
      private var position: Int64?
      private var isOver = false

      fileprivate init(read: @escaping Reading) {
        self.read = read
      }

      /// The next member; `nil` after the last one.
      ///
      /// - Errors: `.store` if it could not be read.
      public mutating func next(
        isolation actor: isolated (any Actor)? = #isolation
      ) async throws(JobError) -> JobParent? {
        while page.isEmpty && !isOver {
          let next = try await read(position)
          page = next.members[...]
          position = next.next
          isOver = position == nil
        }
        return page.popFirst()
      }
    }
  }
}

extension ParentBatch {
  /// For a handler in this process: read from the store. The position is the id of the last member that was read.
  init(_ id: BatchID, _ reader: ResultReader, within limits: RealmLimits?) {
    self.init(id: id) { (position: Int64?) async throws(JobError) -> Page in
      do throws(StoreError) {
        let after = position.map { JobID($0) }
        let members = try await reader.store.batchResults(id, limit: Limits.batchMembersPage, after: after)
        let visible = try await reader.visible(members, within: limits)
        return Page(members: visible.map { JobParent($0, reader) }, next: members.last?.id.value)
      } catch {
        throw .store(error)
      }
    }
  }
}
