// Bytes for the stdin of a command that runs.

import JobCore
import JobWire

extension JobDesk {
  static let inputQuery: [Query.Name] = [.once("attempt", .integer(1 ... .max)), .once("close", .boolean())]

  /// Whoever has said that they will send nothing more is answered with what there is room for.
  func sendInput(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = try await permittedID(request)
    let attempt = try request.count("attempt", in: 1 ... .max, default: 0)
    let isLast = try request.flag("close")
    let bytes = request.withBody { Array($0) }
    @Sendable func send(within micros: Int64) async throws -> SentInput {
      try await queue.send(
        bytes, to: id, attempt: attempt > 0 ? attempt : nil, isLast: isLast, waitMicros: micros,
        from: request.identity.runAs)
    }
    let sent =
      if request.haste.isOn {
        try await send(within: 0)
      } else {
        try await request.haste.cut { try await send(within: Limits.sendWaitMicros) }
      }
    return HTTPResponse(
      .ok, InputReply(accepted: sent.acceptedBytes, attempt: sent.attempt, closed: sent.isClosed))
  }
}
