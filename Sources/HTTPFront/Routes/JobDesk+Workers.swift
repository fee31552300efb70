// The workers of handlers, and remote ones: who they are and what they do.

import JobCore
import JobWire

extension JobDesk {
  func workers(_ request: HTTPRequest) async throws -> HTTPResponse {
    var reply = WorkersReply(await queue.workers())
    let seesAll = request.sees(.allJobs)
    let remote = try await queue.remoteWorkerList(of: seesAll ? nil : request.identity.name)
    (reply.remote, reply.truncated) = Self.page(remote)
    if !seesAll {
      let jobs = reply.workers.flatMap(\.jobs) + reply.remote.flatMap(\.jobs)
      reply.show(only: try await visible(jobs.map { JobID($0) }, request), handlers: request.sees(.handlerJobs))
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
