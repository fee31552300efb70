// Who is told about the end of a job: look, add (also late), remove.

import JobCore
import JobWire

extension JobDesk {
  func callbacks(_ request: HTTPRequest) async throws -> HTTPResponse {
    let callbacks = try await queue.callbacks(try await permittedID(request))
    return HTTPResponse(.ok, CallbackList(callbacks: callbacks.map { CallbackView($0, for: request.urlSight) }))
  }

  func addCallback(_ request: HTTPRequest) async throws -> HTTPResponse {
    let callback = Callback(try request.decode(CallbackRequest.self))
    try request.authorize(.callback(callback))
    let added = try await queue.addCallback(try await permittedID(request), callback)
    return HTTPResponse(.created, CallbackView(added, for: request.urlSight))
  }

  func removeCallbacks(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, RemovedReply(removed: try await queue.removeCallbacks(try await permittedID(request))))
  }
}
