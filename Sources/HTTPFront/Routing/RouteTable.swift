// Every route on one screen: method, path, who may, what body, which query, what answers.

import JobWire
import NIOHTTP1

/// The routes of `/v1` and the probes.
enum RouteTable {
  static func routes(_ desk: JobDesk) -> [Route] {
    let job = "/v1/jobs/{id}"
    let queue = "/v1/queues/{name}"
    let batch = "/v1/batches/{id}"
    let schedule = "/v1/schedules/{name}"
    return [
      Route(
        .POST, WirePaths.jobs, .submit, body: .jsonOrLines, query: [.once("dry_run")], isForJobs: true, desk.submit),
      Route(.GET, WirePaths.jobs, .read, query: JobDesk.listQuery, desk.list),
      Route(.GET, job, .read, query: [.once("wait"), .once("view")], isWait: true, isForJobs: true, desk.job),
      Route(.PATCH, job, .submit, body: .json, desk.edit),
      Route(.DELETE, job, .admin, desk.delete),
      Route(.POST, job + "/cancel", .submit, body: .optionalJSON, desk.cancel),
      Route(.POST, job + "/retry", .submit, desk.retry),
      Route(.POST, job + "/release", .submit, desk.release),
      Route(.POST, job + "/run", .submit, desk.runNow),
      Route(.POST, job + "/signal", .submit, body: .json, desk.signal),
      Route(.POST, job + "/progress", .submit, body: .json, isForJobs: true, desk.progress),
      Route(.GET, job + "/result", .read, query: [.once("follow")], isWait: true, desk.result),
      Route(.GET, job + "/log", .read, query: JobDesk.logQuery, isWait: true, desk.log),
      Route(.GET, job + "/why", .read, desk.why),
      Route(.GET, job + "/callbacks", .read, desk.callbacks),
      Route(.POST, job + "/callbacks", .submit, body: .json, desk.addCallback),
      Route(.DELETE, job + "/callbacks", .submit, desk.removeCallbacks),

      Route(.POST, job + "/complete", .submit, body: .optionalJSON, desk.completeJob),
      Route(.POST, job + "/fail", .submit, body: .json, desk.failJob),

      Route(.POST, WirePaths.bulkCancel, .admin, body: .json, desk.bulkCancel),
      Route(.POST, WirePaths.bulkRetry, .admin, body: .json, desk.bulkRetry),
      Route(.POST, WirePaths.bulkDelete, .admin, body: .json, desk.bulkDelete),
      Route(.POST, WirePaths.wait, .read, body: .json, isWait: true, desk.wait),

      Route(.POST, WirePaths.batches, .submit, body: .optionalJSON, desk.createBatch),
      Route(.GET, WirePaths.batches, .read, query: JobDesk.batchListQuery, desk.batches),
      Route(.GET, batch, .read, query: BatchQuery.names, isWait: true, desk.batch),
      Route(.POST, batch + "/close", .submit, desk.closeBatch),
      Route(.POST, batch + "/cancel", .submit, body: .optionalJSON, desk.cancelBatch),

      Route(.GET, WirePaths.schedules, .read, desk.schedules),
      Route(.GET, schedule, .read, desk.schedule),
      Route(.PUT, schedule, .submit, body: .json, desk.setSchedule),
      Route(.DELETE, schedule, .submit, desk.deleteSchedule),
      Route(.GET, schedule + "/preview", .read, query: [.once("count")], desk.previewSchedule),
      Route(.POST, schedule + "/run", .submit, desk.runSchedule),
      Route(.POST, schedule + "/pause", .submit, desk.pauseSchedule),
      Route(.POST, schedule + "/resume", .submit, desk.resumeSchedule),

      Route(.GET, WirePaths.queues, .read, desk.queues),
      Route(.GET, queue, .read, desk.queueStatus),
      Route(.PUT, queue, .admin, body: .json, desk.setQueue),
      Route(.POST, queue + "/pause", .admin, desk.pauseQueue),
      Route(.POST, queue + "/resume", .admin, desk.resumeQueue),

      Route(.GET, WirePaths.workers, .read, desk.workers),

      Route(.GET, WirePaths.info, .read, desk.info),
      Route(.GET, WirePaths.stats, .read, desk.stats),
      Route(.POST, WirePaths.drain, .admin, desk.drain),
      Route(.POST, WirePaths.resume, .admin, desk.resume),
      Route(method: .GET, path: WirePaths.health, permission: .open, respond: desk.health),
      Route(method: .GET, path: WirePaths.ready, permission: .open, respond: desk.ready),
    ] + claims(desk)
  }

  /// Those of remote workers.
  private static func claims(_ desk: JobDesk) -> [Route] {
    let claim = "/v1/claims/{fence}"
    return [
      Route(.POST, WirePaths.claims, .work, body: .json, isWait: true, desk.claim),
      Route(.POST, WirePaths.heartbeats, .work, body: .json, isWait: true, desk.heartbeats),
      Route(.POST, WirePaths.claimEnds, .work, body: .lines, desk.completeClaims),
      Route(.POST, claim + "/heartbeat", .work, body: .optionalJSON, desk.heartbeat),
      Route(.POST, claim + "/complete", .work, body: .optionalJSON, desk.completeClaim),
      Route(.POST, claim + "/fail", .work, body: .json, desk.failClaim),
      Route(.POST, claim + "/release", .work, body: .optionalJSON, desk.releaseClaim),
      Route(.POST, claim + "/log", .work, body: .octets, query: [.once("stream")], desk.appendLog),
      Route(.PUT, claim + "/checkpoint", .work, body: .octets, desk.setCheckpoint),
    ]
  }
}

extension Route {
  /// A line of the table.
  fileprivate init(
    _ method: HTTPMethod, _ path: String, _ scope: Scope, body: BodyRule = .none, query: [Query.Name] = [],
    isWait: Bool = false, isForJobs: Bool = false,
    _ respond: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse
  ) {
    self.init(
      method: method, path: path, permission: .needs(scope), body: body, query: query, isWait: isWait,
      isForJobs: isForJobs, respond: respond)
  }
}
