// Queues: look, set slots, pause, resume.

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
    let change = try QueueChange(request.decode(QueueRequest.self))
    if change.runAs != nil { try request.authorize(.user) }
    return HTTPResponse(.ok, QueueView(try await queue.setQueue(name, change)))
  }

  func pauseQueue(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, QueueView(try await queue.setQueuePaused(try permittedQueue(request), true)))
  }

  func resumeQueue(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, QueueView(try await queue.setQueuePaused(try permittedQueue(request), false)))
  }

  func stats(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, StatsView(queues: try await visibleQueues(request)))
  }

  /// Those that the sender may see.
  func visibleQueues(_ request: HTTPRequest) async throws -> [QueueView] {
    try await queue.queues().filter { request.sees(.queue($0.name)) }.map { view($0, request) }
  }

  private func view(_ status: QueueStatus, _ request: HTTPRequest) -> QueueView {
    var view = QueueView(status)
    if !request.sees(.allJobsOfQueue(status.name)) { view.hideJobs() }
    return view
  }
}
