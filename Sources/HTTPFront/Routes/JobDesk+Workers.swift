// The workers of handlers, and remote ones: who they are and what they do.

import JobCore
import JobWire

extension JobDesk {
  /// A reader who sees only part of the jobs is not told of the others: neither which run where, nor what a worker that
  /// failed has printed, which may be about any job.
  func workers(_ request: HTTPRequest) async throws -> HTTPResponse {
    var reply = WorkersReply(await queue.workers())
    let remote = try await queue.remoteWorkerList(of: request.identity.isLimited ? request.identity.name : nil)
    (reply.remote, reply.truncated) = Self.page(remote)
    if request.identity.isLimited {
      for index in reply.handlers.indices { reply.handlers[index].lastFailure = nil }
      let jobs = reply.workers.flatMap(\.jobs) + reply.remote.flatMap(\.jobs)
      let visible = try await visible(jobs.map { JobID($0) }, request)
      for index in reply.workers.indices {
        reply.workers[index].jobs.removeAll { !visible.contains(JobID($0)) }
      }
      // Of these it has claimed all itself, but its limits may have changed since.
      for index in reply.remote.indices {
        reply.remote[index].jobs.removeAll { !visible.contains(JobID($0)) }
      }
    }
    return HTTPResponse(.ok, reply)
  }

  /// As many as one answer has room for: each may have named a hundred handlers and a hundred queues.
  private static func page(_ list: RemoteWorkerList) -> (workers: [RemoteWorkerView], isTruncated: Bool) {
    var views: [RemoteWorkerView] = []
    var bytes = 0
    for worker in list.workers {
      if bytes >= HTTPLimits.pageBytesMax { return (views, true) }
      let view = RemoteWorkerView(worker)
      bytes += view.jsonBytes().count
      views.append(view)
    }
    return (views, list.isTruncated)
  }
}
