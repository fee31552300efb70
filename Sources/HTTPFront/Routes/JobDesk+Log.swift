// The output of a job: all of it, a part of it, or what comes until it ends.

import JobCore
import JobWire

extension JobDesk {
  static let logQuery: [Query.Name] = [
    .once("stream", streamName), .once("attempt", .integer(1 ... .max)), .once("offset", .integer(0 ... .max)),
    .once("limit", .integer(0 ... .max)), .once("tail", .integer(0 ... .max)), .once("follow", .boolean()),
  ]

  static let streamName = WireShape.word(LogStream.allCases.map(\.rawValue))

  func log(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = try await permittedID(request)
    let wanted = try LogQuery(request)
    let log = try await queue.log(id, stream: wanted.stream, attempt: wanted.attempt)
    let size = log.size
    let start = try await wanted.start(in: log, size: size)
    if wanted.follows {
      let follower = try await queue.follow(id, stream: wanted.stream, attempt: wanted.attempt, from: start)
      return LogSender.following(follower, request.haste) { try await stillPermit(id, request) }
    }
    let part = try wanted.part(from: start, size: size)
    return await LogSender(log: log).sending(part, ofSize: size, isRange: wanted.isRange, isExact: wanted.isExact)
  }
}
