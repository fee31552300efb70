// The workers of handlers: who they are and what they do.

import JobCore
import JobWire

extension JobDesk {
  /// Somebody who sees only part of the jobs is not told of the others: neither which run where, nor what a worker that
  /// failed has printed, which may be about any of them.
  func workers(_ request: HTTPRequest) async throws -> HTTPResponse {
    var reply = WorkersReply(await queue.workers())
    if request.identity.isLimited {
      for index in reply.handlers.indices { reply.handlers[index].lastFailure = nil }
      for index in reply.workers.indices {
        reply.workers[index].jobs = try await visible(reply.workers[index].jobs, to: request.identity)
      }
    }
    return HTTPResponse(.ok, reply)
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
