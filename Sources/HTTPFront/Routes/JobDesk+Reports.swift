// What is said of a job while it runs: how far it is, by anybody who may; its output and its checkpoint, by the remote
// worker that has it.

import JobCore
import JobWire

extension JobDesk {
  func progress(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = try await permittedID(request)
    let report = try request.decode(ProgressRequest.self)
    try await queue.reportProgress(
      id, fraction: report.fraction, done: report.done, total: report.total, note: report.note)
    return .noContent
  }

  func appendLog(_ request: HTTPRequest) async throws -> HTTPResponse {
    let fence = try await permittedFence(request)
    guard let stream = LogStream(rawValue: request.query.first("stream") ?? LogStream.stdout.rawValue) else {
      throw HTTPFault.invalid([FieldProblem(field: "stream", detail: "must be stdout or stderr")])
    }
    try await queue.appendLog(fence, stream, request.withBody { Array($0) })
    return .noContent
  }

  func setCheckpoint(_ request: HTTPRequest) async throws -> HTTPResponse {
    let fence = try await permittedFence(request)
    try await queue.setCheckpoint(fence, request.withBody { Array($0) })
    return .noContent
  }
}
