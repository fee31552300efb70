// What jobs leave behind: results and logs.

import JobWire
import NIOHTTP1

extension JobClient {
  /// The result of a job that succeeded, up to `bytesMax`.
  public func result(_ id: Int64, bytesMax: Int = 64 << 20) async throws(ClientError) -> JobResult {
    var request = ClientRequest(.get, WirePaths.job(id, .result))
    request.answerBytesMax = bytesMax
    let answer = try await transport.send(request)
    return JobResult(contentType: answer.headers.first(name: "Content-Type"), bytes: answer.body)
  }

  /// The output of a job as a sequence of pieces; with `follow` it ends when the job does.
  public func log(_ id: Int64, _ request: LogRequest = LogRequest()) async throws(ClientError) -> LogBytes {
    let outgoing = ClientRequest(.get, WirePaths.job(id, .log), query: request.queryItems)
    return LogBytes(response: try await transport.open(outgoing), transport: transport)
  }
}

/// What a job gave as its result.
public struct JobResult: Sendable, Equatable {
  /// The media type the daemon gave.
  public let contentType: String?
  public let bytes: [UInt8]
}
