// Queues: look, set, remove.

import JobCore
import JobWire

extension JobDesk {
  func queues(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, QueueList(queues: try await visibleQueues(request)))
  }

  func queueStatus(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, view(try await queue.queue(try permittedQueue(request)), request))
  }

  func setQueue(_ request: HTTPRequest) async throws -> HTTPResponse {
    let name = try permittedQueue(request)
    let sent = try request.decode(QueueRequest.self)
    return try await untilUnchanged {
      let change = try await QueueChange(sent, over: try await callbacks(of: name, request))
      if change.runAs != nil { try request.authorize(.user) }
      if case .set(let callbacks) = change.callbacks { try await permit(callbacks, request) }
      return HTTPResponse(.ok, view(try await queue.setQueue(name, change), request))
    }
  }

  /// Those of the queue, for who is shown them.
  private func callbacks(of name: String, _ request: HTTPRequest) async throws -> [Callback] {
    guard request.sees(.callbacksOfQueue(name)) else { return [] }
    return try await queue.queues().first { $0.name == name }?.settings.callbacks ?? []
  }

  func removeQueue(_ request: HTTPRequest) async throws -> HTTPResponse {
    // Without its queue's user a command would run as jobd. The transaction knows whether it has one.
    let removed = try await queue.removeQueue(try permittedQueue(request), keepsUser: !request.sees(.user))
    if !removed { try request.authorize(.user) }
    return .noContent
  }

  func stats(_ request: HTTPRequest) async throws -> HTTPResponse {
    let paused = try await queue.pauseOfEverything()
    return HTTPResponse(
      .ok, StatsView(queues: try await visibleQueues(request), paused: paused.map { PauseView($0) }))
  }

  /// Those that the sender may see.
  func visibleQueues(_ request: HTTPRequest) async throws -> [QueueView] {
    try await queue.queues().filter { request.sees(.queue($0.name)) }.map { view($0, request) }
  }

  func view(_ status: QueueStatus, _ request: HTTPRequest) -> QueueView {
    var view = QueueView(status)
    request.adapt(&view)
    return view
  }
}

extension HTTPRequest {
  /// Leaves out of a queue what is not for the sender.
  func adapt(_ view: inout QueueView) {
    if !sees(.allJobsOfQueue(view.name)) { view.hideJobs() }
    if !sees(.callbacksOfQueue(view.name)) { view.callbacks = nil }
  }
}
