// The output of a job: all of it, a part of it, or what comes until the job ends.

import JobCore
import JobWire

extension JobDesk {
  static let logQuery: [Query.Name] = [
    .once("stream"), .once("attempt"), .once("offset"), .once("limit"), .once("tail"), .once("follow"),
  ]

  func log(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = try await permittedID(request)
    let wanted = try LogRequest(request)
    let log = try await queue.log(id, stream: wanted.stream, attempt: wanted.attempt)
    let size = log.size
    let start = wanted.start(in: log, size: size)
    guard wanted.follows else {
      let part = try wanted.part(from: start, size: size)
      return LogSender.send(log, part, ofSize: size, isRange: wanted.isRange)
    }
    return LogSender.send(
      following: try await queue.follow(id, stream: wanted.stream, attempt: wanted.attempt, from: start))
  }
}
