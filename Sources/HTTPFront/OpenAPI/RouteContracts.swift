// What every route takes and answers, on a few screens, as the description of the API has it. RouteTable says how a
// request is served; a route that is there and not here, or here and not there, fails RouteContractsTests, and so does one
// that takes another type than it says.

import JobWire
import NIOHTTP1

/// The contract of each route, by its method and path.
enum RouteContracts {
  static let all = jobs + many + batches + schedules + queues + claims + daemon

  static func of(_ route: Route) -> RouteContract? {
    let name = "\(route.method.rawValue) \(route.path)"
    return all.first { $0.route == name }?.contract
  }

  typealias Line = (route: String, contract: RouteContract)

  private static let jobs: [Line] = [
    (
      "POST /v1/jobs",
      RouteContract(
        "Submit a job, or many in one transaction", takes: SubmitRequest.self,
        .json(.created, [JobView.self, SubmitManyReply.self], ["Location", "Idempotent-Replayed"]),
        .json(.ok, [JobView.self, DryRunReply.self], ["Location", "Idempotent-Replayed"]),
        or: [.notFound, .duplicate, .queueFull, .idempotencyMismatch], isIdempotent: true)
    ),
    ("GET /v1/jobs", RouteContract("List jobs", .ok(JobList.self))),
    ("GET /v1/jobs/{id}", RouteContract("Look at a job, or wait for its end", .ok(JobView.self))),
    ("PATCH /v1/jobs/{id}", RouteContract("Change a job", takes: PatchRequest.self, .ok(JobView.self), or: full)),
    ("DELETE /v1/jobs/{id}", RouteContract("Remove a job that has ended", .nothing)),
    (
      "POST /v1/jobs/{id}/cancel",
      RouteContract("Cancel a job", takes: CancelRequest.self, .ok(CancelReply.self))
    ),
    ("POST /v1/jobs/{id}/retry", RouteContract("Run a job that has ended again", .ok(JobView.self), or: full)),
    ("POST /v1/jobs/{id}/hold", RouteContract("Keep a job from starting", .ok(JobView.self))),
    ("POST /v1/jobs/{id}/release", RouteContract("Release a held job", .ok(JobView.self))),
    ("POST /v1/jobs/{id}/run", RouteContract("Start a job without its delay", .ok(JobView.self))),
    ("POST /v1/jobs/{id}/signal", RouteContract("Signal a running job", takes: SignalRequest.self, .nothing)),
    ("POST /v1/jobs/{id}/stdin", RouteContract("Send input to a running command", .ok(InputReply.self))),
    ("POST /v1/jobs/{id}/progress", RouteContract("Say how far a job is", takes: ProgressRequest.self, .nothing)),
    ("GET /v1/jobs/{id}/result", RouteContract("Get what a job made", result, or: [.outputGone])),
    (
      "GET /v1/jobs/{id}/log",
      RouteContract(
        "Get the output of a job", .bytes(.ok, ["Accept-Ranges"]),
        .bytes(.partialContent, ["Accept-Ranges", "Content-Range"]), or: [.rangeNotSatisfiable, .outputGone])
    ),
    ("GET /v1/jobs/{id}/why", RouteContract("Ask why a job is not running", .ok(WhyView.self))),
    ("GET /v1/jobs/{id}/callbacks", RouteContract("List the callbacks of a job", .ok(CallbackList.self))),
    (
      "POST /v1/jobs/{id}/callbacks",
      RouteContract("Add a callback", takes: CallbackSpec.self, .created(CallbackView.self, at: []))
    ),
    (
      "DELETE /v1/jobs/{id}/callbacks",
      RouteContract("Remove the callbacks that have not been called", .ok(RemovedReply.self))
    ),
    (
      "POST /v1/jobs/{id}/complete",
      RouteContract("Complete an external job", takes: CompleteBody.self, .ok(JobView.self))
    ),
    ("POST /v1/jobs/{id}/fail", RouteContract("Fail an external job", takes: FailBody.self, .ok(JobView.self))),
  ]

  private static let many: [Line] = [
    ("POST /v1/jobs:cancel", RouteContract("Cancel all jobs that match", takes: BulkRequest.self, .ok(BulkReply.self))),
    (
      "POST /v1/jobs:retry",
      RouteContract("Run all jobs that match again", takes: BulkRequest.self, .ok(BulkReply.self), or: full)
    ),
    ("POST /v1/jobs:delete", RouteContract("Remove all jobs that match", takes: BulkRequest.self, .ok(BulkReply.self))),
    ("POST /v1/jobs:hold", RouteContract("Hold all jobs that match", takes: BulkRequest.self, .ok(BulkReply.self))),
    (
      "POST /v1/jobs:release",
      RouteContract("Release all jobs that match", takes: BulkRequest.self, .ok(BulkReply.self))
    ),
    (
      "POST /v1/jobs:edit",
      RouteContract(
        "Edit all jobs that match", takes: BulkEditRequest.self, .ok(BulkReply.self), or: [.notFound, .queueFull])
    ),
    (
      "POST /v1/jobs:switch",
      RouteContract("Let two jobs change places", takes: SwitchRequest.self, .ok(JobList.self), or: [.notFound])
    ),
    (
      "POST /v1/wait",
      RouteContract(
        "Wait for several jobs", takes: WaitRequest.self, .ok(WaitReply.self), or: [.notFound, .waitExpired])
    ),
    ("GET /v1/search", RouteContract("Search for jobs by a text", .ok(SearchReply.self))),
  ]

  private static let batches: [Line] = [
    (
      "POST /v1/batches",
      RouteContract(
        "Create a batch", takes: BatchRequest.self,
        .json(.created, [BatchView.self], ["Location", "Idempotent-Replayed"]),
        or: [.notFound, .duplicate, .queueFull, .idempotencyMismatch], isIdempotent: true)
    ),
    ("GET /v1/batches", RouteContract("List batches", .ok(BatchPage.self))),
    (
      "GET /v1/batches/{id}",
      RouteContract(
        "Look at a batch, wait for its end, or get what its members made", .ok(BatchView.self), or: [.outputGone])
    ),
    ("POST /v1/batches/{id}/close", RouteContract("Close a batch", .ok(BatchView.self))),
    (
      "POST /v1/batches/{id}/cancel",
      RouteContract("Cancel a batch", takes: BatchCancelRequest.self, .ok(BatchView.self))
    ),
  ]

  private static let schedules: [Line] = [
    ("GET /v1/schedules", RouteContract("List schedules", .ok(ScheduleList.self))),
    ("GET /v1/schedules/{name}", RouteContract("Look at a schedule", .ok(ScheduleView.self))),
    (
      "PUT /v1/schedules/{name}",
      RouteContract("Set a schedule", takes: ScheduleRequest.self, .ok(ScheduleView.self))
    ),
    ("DELETE /v1/schedules/{name}", RouteContract("Remove a schedule", .nothing)),
    (
      "GET /v1/schedules/{name}/preview",
      RouteContract("Get the next due times of a schedule", .ok(PreviewReply.self))
    ),
    ("POST /v1/schedules/{name}/run", RouteContract("Run a schedule now", .created(JobView.self), or: full)),
    ("POST /v1/schedules/{name}/pause", RouteContract("Pause a schedule", .ok(ScheduleView.self))),
    ("POST /v1/schedules/{name}/resume", RouteContract("Resume a schedule", .ok(ScheduleView.self))),
  ]

  private static let queues: [Line] = [
    ("GET /v1/queues", RouteContract("List queues", .ok(QueueList.self))),
    ("GET /v1/queues/{name}", RouteContract("Look at a queue", .ok(QueueView.self))),
    ("PUT /v1/queues/{name}", RouteContract("Set a queue", takes: QueueRequest.self, .ok(QueueView.self))),
    ("DELETE /v1/queues/{name}", RouteContract("Remove a queue in which no job is", .nothing)),
    (
      "POST /v1/queues/{name}/pause",
      RouteContract("Pause a queue", takes: QueuePauseRequest.self, .ok(QueueView.self))
    ),
    ("POST /v1/queues/{name}/resume", RouteContract("Resume a queue", .ok(QueueView.self))),
  ]

  private static let claims: [Line] = [
    (
      "POST /v1/claims",
      RouteContract(
        "Claim jobs as a remote worker", takes: ClaimBody.self, .ok(ClaimReply.self), or: [.idempotencyMismatch],
        isIdempotent: true)
    ),
    (
      "POST /v1/claims:heartbeat",
      RouteContract("Renew the leases of many claims", takes: HeartbeatsBody.self, .ok(LeaseList.self))
    ),
    (
      "POST /v1/claims:complete",
      RouteContract("End many claims", takes: EndLine.self, .lines(EndLineReply.self))
    ),
    (
      "POST /v1/claims/{fence}/heartbeat",
      RouteContract("Renew the lease of a claim", takes: HeartbeatBody.self, .ok(LeaseView.self), or: [.staleFence])
    ),
    (
      "POST /v1/claims/{fence}/complete",
      RouteContract("Complete a claimed job", takes: CompleteBody.self, .ok(EndReply.self), or: [.staleFence])
    ),
    (
      "POST /v1/claims/{fence}/fail",
      RouteContract("Fail a claimed job", takes: FailBody.self, .ok(EndReply.self), or: [.staleFence])
    ),
    (
      "POST /v1/claims/{fence}/release",
      RouteContract("Give a claimed job back", takes: ReleaseBody.self, .ok(EndReply.self), or: [.staleFence])
    ),
    ("POST /v1/claims/{fence}/log", RouteContract("Append to the log of a claimed job", .nothing, or: [.staleFence])),
    (
      "PUT /v1/claims/{fence}/checkpoint",
      RouteContract("Keep a checkpoint for the next attempt", .nothing, or: [.staleFence])
    ),
  ]

  private static let daemon: [Line] = [
    ("GET /v1/events", RouteContract("Follow what changes", events)),
    ("GET /v1/workers", RouteContract("List workers", .ok(WorkersReply.self))),
    ("GET /v1/info", RouteContract("Look at the daemon", .ok(InfoView.self))),
    ("GET /v1/stats", RouteContract("Get figures of all queues", .ok(StatsView.self))),
    ("POST /v1/drain", RouteContract("Start nothing new", .ok(DrainReply.self))),
    (
      "POST /v1/pause",
      RouteContract(
        "Pause everything, queues or jobs", takes: PauseRequest.self, .ok(PauseReply.self), or: [.notFound])
    ),
    (
      "POST /v1/resume",
      RouteContract(
        "Undo a drain and the pause of everything, or let queues or jobs go on", takes: ResumeRequest.self,
        .json(.ok, [DrainReply.self, ResumeReply.self]), or: [.notFound])
    ),
    (
      "POST /v1/stop",
      RouteContract("Stop the daemon", takes: StopBody.self, .json(.accepted, [StopReply.self]))
    ),
    ("GET /v1/settings", RouteContract("Look at the settings of the daemon", .ok(SettingsView.self))),
    (
      "PUT /v1/settings",
      RouteContract("Set the daemon", takes: SettingsRequest.self, .ok(SettingsView.self))
    ),
    ("GET /healthz", RouteContract("Ask whether the daemon is alive", .ok(HealthView.self))),
    ("GET /readyz", RouteContract("Ask whether it can write, and goes on", .ok(HealthView.self), or: [.storageFull])),
    (
      "GET /openapi.json",
      RouteContract(
        "Get this description", RouteAnswer(status: .ok, contents: [.init(type: .json, shape: .map(.any))]))
    ),
  ]

  /// Of routes that put a job into a queue.
  private static let full: [WireCode] = [.queueFull]

  /// Of server-sent events the one in the data is meant; readers of descriptions put its name and place beside it.
  private static let events = RouteAnswer(
    status: .ok,
    contents: [.init(type: .events, shape: .map(.any)), .init(type: .lines, shape: .object(EventView.self))])

  private static let result = RouteAnswer(
    status: .ok,
    contents: [
      .init(type: .json, shape: .any), .init(type: .lines, shape: .any), .init(type: .octets, shape: .any),
    ], fields: ["Jobd-Http-Status", "Jobd-Result-Bytes"])
}
