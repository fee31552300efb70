// Queues: look, set slots, pause, resume.

import JobCore
import JobWire

extension JobDesk {
  func queues(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, QueueList(queues: try await visibleQueues(request.identity)))
  }

  func queueStatus(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, QueueView(try await queue.queue(try request.queueName())))
  }

  func setQueue(_ request: HTTPRequest) async throws -> HTTPResponse {
    let name = try request.queueName()
    let wanted = try request.decode(QueueRequest.self)
    var settings = QueueSettings()
    do {
      settings = try await queue.queue(name).settings
    } catch JobError.noSuchQueue {
      // A new queue starts from the defaults.
    }
    try settings.apply(wanted)
    return HTTPResponse(.ok, QueueView(try await queue.setQueue(name, settings)))
  }

  func pauseQueue(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, QueueView(try await queue.setQueuePaused(try request.queueName(), true)))
  }

  func resumeQueue(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, QueueView(try await queue.setQueuePaused(try request.queueName(), false)))
  }

  func stats(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, StatsView(queues: try await visibleQueues(request.identity)))
  }

  private func visibleQueues(_ identity: Identity) async throws -> [QueueView] {
    try await queue.queues().filter { identity.queues?.contains($0.name) ?? true }.map { QueueView($0) }
  }
}

extension HTTPRequest {
  fileprivate func queueName() throws(HTTPFault) -> String {
    let name = parameter(0)
    try identity.check(queue: name)
    return name
  }
}
