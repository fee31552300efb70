// What the routes have at hand: the queue, and what the front knows about itself; and the checks for identities that
// may only see some of the jobs.

import JobCore
import JobWire

/// The one thing every route is made from.
struct JobDesk: Sendable {
  let queue: JobQueue
  let front: FrontFacts
}

/// The front's own part of `/v1/info`.
struct FrontFacts: Sendable {
  let version: String
  let isDebug: Bool
  private let registry: ConnectionRegistry

  init(config: HTTPFrontConfig, registry: ConnectionRegistry) {
    version = config.version
    isDebug = config.isDebug
    self.registry = registry
  }

  var connectionCount: Int { registry.count }
}

extension JobDesk {
  /// The job a path names, after making sure that this identity may touch it.
  func permittedID(_ request: HTTPRequest) async throws -> JobID {
    let id = try request.jobID()
    if request.identity.isLimited { try request.identity.check(try await queue.job(id)) }
    return id
  }
}

extension Identity {
  func check(_ job: Job) throws(HTTPFault) {
    try check(queue: job.queue)
    try check(kind: job.kind.name)
  }

  func check(_ job: NewJob) throws(HTTPFault) {
    guard isLimited else { return }
    try check(queue: job.queue)
    try check(kind: job.work.kind.name)
  }

  /// Narrows a filter to what this identity may see, or refuses it.
  func narrow(_ filter: inout JobFilter) throws(HTTPFault) {
    if let queues {
      if filter.queue == nil, queues.count == 1 { filter.queue = queues.first }
      guard let queue = filter.queue else {
        let choices = queues.sorted().joined(separator: ", ")
        throw .forbidden("\(name) does not see all queues", hint: "Name one of its queues: \(choices).")
      }
      try check(queue: queue)
    }
    if let kinds {
      if filter.kind == nil, kinds.count == 1 { filter.kind = kinds.first.flatMap { JobKind(name: $0) } }
      guard let kind = filter.kind else {
        let choices = kinds.sorted().joined(separator: ", ")
        throw .forbidden("\(name) does not see all kinds of jobs", hint: "Name one of its kinds: \(choices).")
      }
      try check(kind: kind.name)
    }
  }
}
