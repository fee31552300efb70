// Queues: look, set slots, pause, resume.

import JobCore
import JobWire

extension JobDesk {
  func queues(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, QueueList(queues: try await visibleQueues(request)))
  }

  func queueStatus(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, QueueView(try await queue.queue(try permittedQueue(request))))
  }

  func setQueue(_ request: HTTPRequest) async throws -> HTTPResponse {
    let name = try permittedQueue(request)
    let change = try QueueChange(request.decode(QueueRequest.self))
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

  private func visibleQueues(_ request: HTTPRequest) async throws -> [QueueView] {
    let verb = request.route.verb
    return try await queue.queues().filter { queue in
      Authority.decide(request.identity, verb, .queue(queue.name)) == .allowed
    }.map { QueueView($0) }
  }
}
