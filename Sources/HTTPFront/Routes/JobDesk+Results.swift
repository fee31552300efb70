// What a job made: whole, or value by value while a handler still yields.

import JobCore
import JobWire

extension JobDesk {
  func result(_ request: HTTPRequest) async throws -> HTTPResponse {
    let id = try await permittedID(request)
    guard try request.flag("follow") else { return Self.answer(try await queue.result(id)) }
    while let follower = try await follower(of: id, request.haste) {
      let first = try await request.haste.cut { try await follower.next() }
      if let first {
        try await stillPermit(id, request)
        return following(first, follower, of: id, request)
      }
      // The attempt is over without a value: there may be another one, or a result of another form.
      try Task.checkCancellation()
    }
    try await stillPermit(id, request)
    return Self.answer(try await queue.result(id))
  }

  /// Those values, as soon as there are some to follow; `nil` when the job has ended, or nothing is to be waited for.
  private func follower(of id: JobID, _ haste: Haste) async throws -> ResultFollower? {
    if haste.isOn { return nil }
    do {
      return try await haste.cut { [queue] in try await queue.followResult(id) }
    } catch {
      guard haste.isOn else { throw error }
      return nil
    }
  }

  private static func answer(_ result: JobResult) -> HTTPResponse {
    let body = HTTPResponse.Body.bytes(result.bytes)
    let response =
      switch result.source {
      case .handler: HTTPResponse(.ok, contentType: .json, body: body)
      case .lines: HTTPResponse(.ok, contentType: .lines, body: body)
      case .file: HTTPResponse(.ok, contentType: .octets, body: body)
      case .http(let status): HTTPResponse(.ok, contentType: .octets, body: body).withHTTPStatus(status)
      }
    return response.ofJob.withSize(result)
  }

  /// An orderly end says that these are all values of a job that has succeeded; anything else breaks the connection.
  private func following(
    _ first: [UInt8], _ follower: ResultFollower, of id: JobID, _ request: HTTPRequest
  ) -> HTTPResponse {
    let body = HTTPResponse.Body.stream(length: nil) { [queue, haste = request.haste] writer in
      func send(_ lines: [UInt8]) async throws {
        try await stillPermit(id, request)
        try await writer.write(lines)
      }
      try await send(first)
      while let lines = try await haste.cut({ try await follower.next() }) { try await send(lines) }
      if haste.isOn {
        // Only what an attempt has left that is over: more than that would have to be waited for.
        guard try await queue.job(id).state.isTerminal else { throw Unfinished() }
        while let lines = try await follower.next() { try await send(lines) }
      }
      try Task.checkCancellation()
      guard try await follower.isResult() else { throw Unfinished() }
    }
    return HTTPResponse(.ok, contentType: .lines, body: body).ofJob
  }

  /// The attempt whose values were sent has failed.
  private struct Unfinished: Error {}
}

extension HTTPResponse {
  /// With the size of the whole, where this is only its beginning.
  fileprivate func withSize(_ result: JobResult) -> HTTPResponse {
    result.sizeBytes > result.bytes.count ? with("Jobd-Result-Bytes", "\(result.sizeBytes)") : self
  }

  /// With the status that came with the body, where it is known.
  fileprivate func withHTTPStatus(_ status: Int?) -> HTTPResponse {
    status.map { with("Jobd-Http-Status", "\($0)") } ?? self
  }
}
