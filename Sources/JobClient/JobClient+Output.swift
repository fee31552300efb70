// What jobs leave behind: results and logs.

import JobWire
import NIOHTTP1

extension JobClient {
  /// The result of a job that succeeded, up to `bytesMax`.
  public func result(_ id: Int64, bytesMax: Int = 64 << 20) async throws(ClientError) -> ResultBytes {
    var request = ClientRequest(.get, WirePaths.job(id, .result))
    request.answerBytesMax = bytesMax
    let answer = try await transport.send(request)
    return ResultBytes(
      contentType: answer.headers.first(name: "Content-Type"), bytes: answer.body,
      sizeBytes: answer.headers.first(name: WireHeader.resultBytes).flatMap { Int64($0) } ?? Int64(answer.body.count))
  }

  /// How many bytes of output there are now.
  public func logSize(_ id: Int64, _ request: LogRequest = LogRequest()) async throws(ClientError) -> Int64 {
    var whole = LogRequest(stream: request.stream)
    whole.attempt = request.attempt
    let answer: Transport.Answer
    do throws(ClientError) {
      answer = try await transport.send(ClientRequest(.head, WirePaths.job(id, .log), query: whole.queryItems))
    } catch {
      guard case .unexpectedAnswer = error else { throw error }
      // The answer to HEAD has no body that would say what is wrong: that to GET has.
      whole.offset = 0
      whole.limit = 0
      _ = try await transport.send(ClientRequest(.get, WirePaths.job(id, .log), query: whole.queryItems))
      throw error
    }
    if let size = answer.headers.first(name: "Content-Length").flatMap({ Int64($0) }) { return size }
    throw .unexpectedAnswer(endpoint: endpoint, status: answer.status, reason: "the log has no length")
  }

  /// The output of a job as a sequence of pieces; with `follow` it ends when the job does.
  public func log(_ id: Int64, _ request: LogRequest = LogRequest()) async throws(ClientError) -> LogBytes {
    let outgoing = ClientRequest(.get, WirePaths.job(id, .log), query: request.queryItems)
    let answer = try await patiently(until: nil) { () async throws(ClientError) in try await transport.open(outgoing) }
    return LogBytes(answer: answer)
  }
}
