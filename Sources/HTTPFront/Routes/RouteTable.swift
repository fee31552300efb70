// Every route on one screen: method, path, what it asks to do (which says who may; see Auth/Verb), its body, its query,
// and what answers.

import JobWire
import NIOHTTP1

/// The routes of `/v1` and the probes.
enum RouteTable {
  static func routes(_ desk: JobDesk) -> [Route] {
    let routes = jobs(desk) + groups(desk) + daemon(desk) + claims(desk)
    return routes + [description(of: routes, version: desk.front.version)]
  }

  private static let makesQueues = Query.Name.once(NamedQueues.parameter, .boolean())

  private static func jobs(_ desk: JobDesk) -> [Route] {
    let job = "/v1/jobs/{id}"
    return [
      Route(
        .POST, WirePaths.jobs, .submit, body: .jsonOrLines,
        query: [.once("dry_run", .boolean()), makesQueues], desk.submit),
      Route(.GET, WirePaths.jobs, .read, query: JobDesk.listQuery, length: .long, desk.list),
      Route(.GET, job, .look, query: JobDesk.lookQuery, length: .wait, desk.job),
      Route(.PATCH, job, .act, body: .json, query: [makesQueues], desk.edit),
      Route(.DELETE, job, .administer, desk.delete),
      Route(.POST, job + "/cancel", .act, body: .optionalJSON, desk.cancel),
      Route(.POST, job + "/retry", .act, desk.retry),
      Route(.POST, job + "/hold", .act, desk.hold),
      Route(.POST, job + "/release", .act, desk.release),
      Route(.POST, job + "/run", .act, desk.runNow),
      Route(.POST, job + "/signal", .act, body: .json, desk.signal),
      Route(
        .POST, job + "/stdin", .act, body: .octets, query: JobDesk.inputQuery, length: .wait, desk.sendInput),
      Route(.POST, job + "/progress", .report, body: .json, desk.progress),
      Route(.GET, job + "/result", .read, query: [.once("follow", .boolean())], length: .wait, desk.result),
      Route(.GET, job + "/log", .read, query: JobDesk.logQuery, length: .wait, desk.log),
      Route(.GET, job + "/why", .read, desk.why),
      Route(.GET, job + "/callbacks", .read, desk.callbacks),
      Route(.POST, job + "/callbacks", .act, body: .json, desk.addCallback),
      Route(.DELETE, job + "/callbacks", .act, desk.removeCallbacks),

      Route(.POST, job + "/complete", .act, body: .optionalJSON, desk.completeJob),
      Route(.POST, job + "/fail", .act, body: .json, desk.failJob),

      Route(.POST, WirePaths.bulkCancel, .administer, body: .json, length: .long, desk.bulkCancel),
      Route(.POST, WirePaths.bulkRetry, .administer, body: .json, length: .long, desk.bulkRetry),
      Route(.POST, WirePaths.bulkDelete, .administer, body: .json, length: .long, desk.bulkDelete),
      Route(.POST, WirePaths.bulkHold, .administer, body: .json, length: .long, desk.bulkHold),
      Route(.POST, WirePaths.bulkRelease, .administer, body: .json, length: .long, desk.bulkRelease),
      Route(
        .POST, WirePaths.bulkEdit, .administer, body: .json, query: [makesQueues], length: .long, desk.bulkEdit),
      Route(.POST, WirePaths.switchPlaces, .act, body: .json, desk.switchPlaces),
      Route(.POST, WirePaths.wait, .read, body: .json, length: .wait, desk.wait),
      Route(.GET, WirePaths.search, .read, query: JobDesk.searchQuery, length: .long, desk.search),
    ]
  }

  /// Batches, schedules and queues.
  private static func groups(_ desk: JobDesk) -> [Route] {
    let queue = "/v1/queues/{name}"
    let batch = "/v1/batches/{id}"
    let schedule = "/v1/schedules/{name}"
    return [
      Route(
        .POST, WirePaths.batches, .act, body: .optionalJSON, query: [makesQueues],
        desk.createBatch),
      Route(.GET, WirePaths.batches, .read, query: JobDesk.batchListQuery, desk.batches),
      Route(.GET, batch, .read, query: BatchQuery.names, length: .wait, desk.batch),
      Route(.POST, batch + "/close", .act, desk.closeBatch),
      Route(.POST, batch + "/cancel", .act, body: .optionalJSON, desk.cancelBatch),

      Route(.GET, WirePaths.schedules, .read, query: JobDesk.scheduleListQuery, desk.schedules),
      Route(.GET, schedule, .read, desk.schedule),
      Route(.PUT, schedule, .act, body: .json, query: [makesQueues], desk.setSchedule),
      Route(.DELETE, schedule, .act, desk.deleteSchedule),
      Route(.GET, schedule + "/preview", .read, query: [.once("count", JobDesk.previewCount)], desk.previewSchedule),
      Route(.POST, schedule + "/run", .act, desk.runSchedule),
      Route(.POST, schedule + "/pause", .act, desk.pauseSchedule),
      Route(.POST, schedule + "/resume", .act, desk.resumeSchedule),

      Route(.GET, WirePaths.queues, .read, desk.queues),
      Route(.GET, queue, .read, desk.queueStatus),
      Route(.PUT, queue, .administer, body: .json, desk.setQueue),
      Route(.DELETE, queue, .administer, desk.removeQueue),
      Route(.POST, queue + "/pause", .administer, body: .optionalJSON, desk.pauseQueue),
      Route(.POST, queue + "/resume", .administer, desk.resumeQueue),
    ]
  }

  /// What goes on, and the daemon itself.
  private static func daemon(_ desk: JobDesk) -> [Route] {
    [
      Route(.GET, WirePaths.events, .read, query: JobDesk.eventQuery, length: .wait, desk.events),
      Route(.GET, WirePaths.workers, .read, desk.workers),

      Route(.GET, WirePaths.info, .read, desk.info),
      Route(.GET, WirePaths.stats, .read, desk.stats),
      Route(.POST, WirePaths.drain, .operate, desk.drain),
      // By what they name they may take more; the desk asks.
      Route(.POST, WirePaths.pause, .act, body: .optionalJSON, desk.pause),
      Route(.POST, WirePaths.resume, .act, body: .optionalJSON, desk.resume),
      Route(.POST, WirePaths.stop, .operate, body: .optionalJSON, desk.stop),
      Route(.GET, WirePaths.settings, .operate, desk.settings),
      Route(.PUT, WirePaths.settings, .operate, body: .json, desk.setSettings),
      Route(.GET, WirePaths.health, .probe, desk.health),
      Route(.GET, WirePaths.ready, .probe, desk.ready),
    ]
  }

  /// Those of remote workers.
  private static func claims(_ desk: JobDesk) -> [Route] {
    let claim = "/v1/claims/{fence}"
    return [
      Route(.POST, WirePaths.claims, .work, body: .json, length: .wait, desk.claim),
      Route(.POST, WirePaths.heartbeats, .work, body: .json, length: .wait, desk.heartbeats),
      Route(.POST, WirePaths.claimEnds, .work, body: .lines, desk.completeClaims),
      Route(.POST, claim + "/heartbeat", .work, body: .optionalJSON, desk.heartbeat),
      Route(.POST, claim + "/complete", .work, body: .optionalJSON, desk.completeClaim),
      Route(.POST, claim + "/fail", .work, body: .json, desk.failClaim),
      Route(.POST, claim + "/release", .work, body: .optionalJSON, desk.releaseClaim),
      Route(.POST, claim + "/log", .work, body: .octets, query: [.once("stream", JobDesk.streamName)], desk.appendLog),
      Route(.PUT, claim + "/checkpoint", .work, body: .octets, desk.setCheckpoint),
    ]
  }

  /// The route that answers what all of them are, itself among them.
  private static func description(of routes: [Route], version: String) -> Route {
    var route = Route(.GET, WirePaths.openAPI, .probe) { _ in .noContent }
    let document = OpenAPIDocument(of: routes + [route], version: version)
    route.respond = { _ in document.answer() }
    return route
  }
}

extension Route {
  /// A line of the table.
  fileprivate init(
    _ method: HTTPMethod, _ path: String, _ verb: Verb, body: BodyRule = .none, query: [Query.Name] = [],
    length: RequestLength = .short, _ respond: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse
  ) {
    self.init(method: method, path: path, verb: verb, body: body, query: query, length: length, respond: respond)
  }
}
