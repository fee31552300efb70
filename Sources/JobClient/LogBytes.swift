// A job's output as it arrives.

import AsyncHTTPClient
import NIOCore

/// Pieces of a log, in order, as the daemon sends them; reading slowly slows nobody but the reader.
public struct LogBytes: AsyncSequence, Sendable {
  public typealias Element = [UInt8]

  let response: HTTPClientResponse
  let transport: Transport

  public func makeAsyncIterator() -> Iterator {
    Iterator(body: response.body.makeAsyncIterator(), transport: transport)
  }

  /// Reads the pieces.
  public struct Iterator: AsyncIteratorProtocol {
    var body: HTTPClientResponse.Body.AsyncIterator
    let transport: Transport

    @concurrent public mutating func next() async throws -> [UInt8]? {
      do {
        return try await body.next().map { Array($0.readableBytesView) }
      } catch {
        throw transport.failure(error)
      }
    }
  }
}
