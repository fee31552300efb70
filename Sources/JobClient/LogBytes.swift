// A job's output as it arrives.

/// Pieces of a log, in order, as the daemon sends them; reading slowly slows nobody but the reader.
public struct LogBytes: AsyncSequence, Sendable {
  /// A piece as it came from the network: it may end within a line or a character.
  public typealias Element = [UInt8]

  let answer: AnswerStream

  /// To be called once: the bytes are read from the connection and not kept.
  public func makeAsyncIterator() -> Iterator {
    Iterator(answer: answer)
  }

  /// Reads the pieces.
  public struct Iterator: AsyncIteratorProtocol {
    let answer: AnswerStream

    /// The next piece; nil at the end of the log, with `follow` at the end of the job.
    ///
    /// - Errors: a `ClientError` when the connection breaks off.
    @concurrent public mutating func next() async throws -> [UInt8]? {
      try await answer.next()
    }
  }
}
