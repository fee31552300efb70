// A job's output as it arrives.

/// Pieces of a log, in order, as the daemon sends them; reading slowly slows nobody but the reader.
public struct LogBytes: AsyncSequence, Sendable {
  /// A piece as it came from the network: it may end within a line or a character.
  public typealias Element = [UInt8]

  let answer: AnswerStream

  /// All of it.
  ///
  /// - Errors: `.answerTooLarge` if there are more bytes than `bytesMax`.
  package func collect(bytesMax: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in self {
      guard bytes.count + piece.count <= bytesMax else { throw ClientError.answerTooLarge(bytesMax: bytesMax) }
      bytes += piece
    }
    return bytes
  }

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
