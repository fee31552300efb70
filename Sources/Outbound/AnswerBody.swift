// Reads the body of an answer under a bound, in pieces: what is too long is not read to its end, and the connection
// ends with it.

package import AsyncHTTPClient
import JobCore
import NIOCore
package import NIOHTTP1

/// Reads bodies.
package enum AnswerBody {
  /// All of it, or nothing if it is longer than `bytesMax`.
  ///
  /// - Parameter method: of the request that was answered.
  package static func whole(
    _ response: HTTPClientResponse, to method: HTTPMethod, bytesMax: Int
  ) async throws(OutboundFault) -> [UInt8] {
    // Where there is never a body the length is that of another answer. Source: RFC 9110, section 8.6.
    if !mayHaveBody(response.status, to: method) { return [] }
    let tooLong = OutboundFault(.body, "the answer has more than \(bytesMax) bytes")
    if let length = response.headers.first(name: "content-length").flatMap({ Int64($0) }), length > Int64(bytesMax) {
      throw tooLong
    }
    let (bytes, isWhole) = try await beginning(response, bytesMax: bytesMax)
    if !isWhole { throw tooLong }
    return bytes
  }

  /// Source: RFC 9112, section 6.3.
  private static func mayHaveBody(_ status: HTTPResponseStatus, to method: HTTPMethod) -> Bool {
    method != .HEAD && status.code >= 200 && status != .noContent && status != .notModified
  }

  /// The first `bytesMax` bytes, and whether that is all.
  package static func beginning(
    _ response: HTTPClientResponse, bytesMax: Int
  ) async throws(OutboundFault) -> (bytes: [UInt8], isWhole: Bool) {
    var bytes: [UInt8] = []
    do {
      for try await piece in response.body {
        let room = bytesMax - bytes.count
        bytes += piece.readableBytesView.prefix(room)
        if piece.readableBytes > room { return (bytes, false) }
      }
    } catch {
      throw OutboundFault(error, .body)
    }
    return (bytes, true)
  }

  /// Reads and drops what is left of a short body, so that its connection can serve again.
  package static func drain(_ response: HTTPClientResponse) async {
    do throws(OutboundFault) {
      _ = try await beginning(response, bytesMax: Limits.httpDrainBytesMax)
    } catch {
      // The rest of the body is of no use any more, and neither is its connection.
    }
  }
}
