// Who is told about the end of a job: look, add (also late), remove.

import JobCore
import JobWire

extension JobDesk {
  func callbacks(_ request: HTTPRequest) async throws -> HTTPResponse {
    let callbacks = try await queue.callbacks(try await permittedID(request))
    return HTTPResponse(.ok, CallbackList(callbacks: request.views(callbacks)))
  }

  func addCallback(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sent = try request.decode(CallbackRequest.self)
    if sent.hasMask { throw HTTPFault.invalid([SentMask.problem(ofURL: "url")]) }
    let callback = Callback(sent)
    try request.authorize(.callback(callback))
    let added = try await queue.addCallback(try await permittedID(request), callback, within: request.limits)
    return HTTPResponse(.created, CallbackView(added, for: request.urlSight))
  }

  func removeCallbacks(_ request: HTTPRequest) async throws -> HTTPResponse {
    let removed = try await queue.removeCallbacks(try await permittedID(request), within: request.limits)
    return HTTPResponse(.ok, RemovedReply(removed: removed))
  }
}

extension HTTPRequest {
  /// Those of a job as its reader is shown them. A queue's, and those for every job, say whom they call, and no more, to
  /// who may not set them; those of a queue out of sight, in which the job was before a retry, are left out.
  func views(_ callbacks: [CallbackStatus]) -> [CallbackView] {
    callbacks.compactMap { status in
      var view = CallbackView(status, for: urlSight)
      if status.isDefault && !sees(.defaultCallbacks) { view.hideKeys() }
      guard let queue = status.queue else { return view }
      if !sees(.queue(queue)) { return nil }
      if !sees(.callbacksOfQueue(queue)) { view.hideKeys() }
      return view
    }
  }
}
