// The workers of handlers, and remote ones: who they are and what they do.

import JobCore
import JobWire

extension JobDesk {
  /// Somebody who sees only part of the jobs is not told of the others: neither which run where, nor what a worker that
  /// failed has printed, which may be about any of them.
  func workers(_ request: HTTPRequest) async throws -> HTTPResponse {
    var reply = WorkersReply(await queue.workers())
    let remote = try await queue.remoteWorkerList(of: request.identity.isLimited ? request.identity.name : nil)
    reply.remote = remote.workers.map { RemoteWorkerView($0) }
    reply.truncated = remote.isTruncated
    if request.identity.isLimited {
      try await hideForeign(in: &reply.remote, from: request.identity)
      for index in reply.handlers.indices { reply.handlers[index].lastFailure = nil }
      for index in reply.workers.indices {
        reply.workers[index].jobs = try await visible(reply.workers[index].jobs, to: request.identity)
      }
    }
    return HTTPResponse(.ok, reply)
  }

  /// What an identity has claimed is its to see, unless its limits have changed since.
  private func hideForeign(in workers: inout [RemoteWorkerView], from identity: Identity) async throws {
    let jobs = workers.flatMap { worker in worker.jobs.map { JobID($0) } }
    if jobs.isEmpty { return }
    do {
      try identity.check(try await queue.realms(of: jobs))
    } catch is HTTPFault {
      for index in workers.indices { workers[index].jobs = [] }
    }
  }

  private func visible(_ jobs: [Int64], to identity: Identity) async throws -> [Int64] {
    var visible: [Int64] = []
    for id in jobs {
      do {
        try identity.check(try await queue.job(JobID(id)))
        visible.append(id)
      } catch is HTTPFault {
        continue
      } catch JobError.notFound {
        // It has ended and been removed meanwhile.
        continue
      }
    }
    return visible
  }
}
