// Following along: what changes in the queue, for front ends and embedders.

extension JobQueue {
  /// What changes from now on, or behind `position`, in the order of the commits. Whoever reads slowly holds up nobody:
  /// it is told that something is missing, and its stream ends.
  ///
  /// - Parameters:
  ///   - filter: what is told; everything by default.
  ///   - position: that of the last event that was heard of. If what came behind it cannot be told, the stream begins
  ///     with a gap.
  ///   - snapshot: begins with all jobs that match, and so does a stream that would begin with a gap otherwise.
  /// - Errors: `.invalid` filters.
  public func events(
    _ filter: EventFilter = EventFilter(), after position: EventPosition? = nil, snapshot: Bool = false
  ) throws(JobError) -> QueueEvents {
    try filter.check()
    let origin =
      if let position {
        EventOrigin(after: position, in: ring, wantsSnapshot: snapshot)
      } else {
        EventOrigin(now: ring, wantsSnapshot: snapshot)
      }
    return QueueEvents(queue: self, filter: filter, origin: origin)
  }

  /// As `events`, a page at a time.
  ///
  /// - Parameter text: that of a position; one that none was ever written as is a gap.
  package func eventReader(
    _ filter: EventFilter, after text: String?, snapshot: Bool
  ) throws(JobError) -> EventReader {
    try filter.check()
    let origin =
      if let text {
        EventOrigin(after: EventPosition(text: text), in: ring, wantsSnapshot: snapshot)
      } else {
        EventOrigin(now: ring, wantsSnapshot: snapshot)
      }
    return try eventReader(filter, from: origin)
  }

  /// How many follow along.
  package var followerCount: Int { ring.readerCount }

  fileprivate func eventReader(_ filter: EventFilter, from origin: EventOrigin) throws(JobError) -> EventReader {
    let reader = EventReader(
      filter, from: origin, ring: ring, details: eventDetails, jobs: store, store: store.events)
    guard let reader else { throw .store(.overloaded) }
    return reader
  }
}

/// The changes of a queue, as they come.
///
/// Each iteration begins where the sequence was made; it ends when the queue stops, and behind a gap `overrun`. Fails
/// with `.store(.overloaded)` when too many follow along.
public struct QueueEvents: AsyncSequence, Sendable {
  /// What is heard.
  public typealias Element = QueueEvent
  /// What ends it early.
  public typealias Failure = JobError

  let queue: JobQueue
  let filter: EventFilter
  let origin: EventOrigin

  fileprivate func reader() throws(JobError) -> EventReader { try queue.eventReader(filter, from: origin) }

  /// Begins to read.
  public func makeAsyncIterator() -> Iterator {
    Iterator(events: self)
  }

  /// Reads on.
  public struct Iterator: AsyncIteratorProtocol {
    private let events: QueueEvents
    private var reader: EventReader?
    private var page = EventReader.Page()
    private var readCount = 0

    init(events: QueueEvents) {
      self.events = events
    }

    /// The next event; `nil` at the end, or when the task is cancelled.
    public mutating func next() async throws(JobError) -> QueueEvent? {
      var reader: EventReader
      if let begun = self.reader { reader = begun } else { reader = try events.reader() }
      while readCount == page.events.count {
        if page.isLast { return nil }
        do throws(StoreError) { page = try await reader.next() } catch { throw .store(error) }
        readCount = 0
      }
      self.reader = reader
      readCount += 1
      return page.events[readCount - 1]
    }
  }
}
