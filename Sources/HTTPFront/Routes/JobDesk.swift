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
    try request.identity.check(id)
    if request.identity.isLimited { try request.identity.check(try await queue.job(id)) }
    return id
  }

  /// The batch a path names, after making sure that this identity may touch all of it.
  func permittedBatch(_ request: HTTPRequest) async throws -> BatchID {
    let id = try request.batchID()
    try await check(id, for: request.identity)
    return id
  }

  /// All members of a batch must be the identity's; one without members must be its own.
  func check(_ batch: BatchID, for identity: Identity) async throws {
    guard identity.isLimited else { return }
    let realms = try await queue.realms(of: batch)
    if realms.isEmpty, try await queue.batch(batch).submittedBy != identity.name {
      throw HTTPFault.forbidden(
        "\(identity.name) did not create batch \(batch), which has no jobs yet", hint: "Create a batch of your own.")
    }
    try identity.check(realms)
  }

  /// What submissions say about others: the jobs and batches they wait for, and the batches they join, must be the
  /// identity's too. What is not there the engine refuses, with the name of its field.
  func checkReferences(of jobs: [NewJob], for identity: Identity) async throws {
    guard identity.isLimited else { return }
    var references = JobReferences()
    for job in jobs { references.add(job) }
    try await check(references, for: identity)
  }

  func check(_ references: JobReferences, for identity: Identity) async throws {
    guard identity.isLimited else { return }
    try identity.check(try await queue.realms(of: Array(references.jobs)))
    for batch in references.batches {
      do {
        try await check(batch, for: identity)
      } catch JobError.noSuchBatch {}
    }
  }
}
