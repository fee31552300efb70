// The contract as bytes: one golden JSON file per wire type. Responses may gain fields; a change to an existing line of
// a golden file is a break. `JOBD_UPDATE_GOLDEN=1` writes the files anew.

import Foundation
import JobWire
import Testing

@Suite struct GoldenTests {
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  private func check<T: WireEncodable & WireDecodable & Equatable>(_ name: String, _ value: T) throws {
    let file = Self.directory.appending(path: "\(name).json")
    let bytes = value.jsonBytes() + [UInt8(ascii: "\n")]
    if ProcessInfo.processInfo.environment["JOBD_UPDATE_GOLDEN"] == "1" { try Data(bytes).write(to: file) }
    let golden = try String(contentsOf: file, encoding: .utf8)
    #expect(String(decoding: bytes, as: UTF8.self) == golden, "\(name) no longer writes what its golden file says")
    #expect(try T(jsonBytes: Array(golden.utf8)) == value, "\(name) does not read what it wrote")
    let written = try JSONReader.parse(Array(golden.utf8)).objectValue ?? []
    for member in written {
      #expect(T.shape[member.name] != nil, "\(name) writes \(member.name), which is not in its shape")
    }
  }

  @Test func jobsKeepTheirForm() throws {
    try check("JobView", GoldenValues.job)
    try check("JobView.full", GoldenValues.jobFull)
    try check("JobList", JobList(jobs: [GoldenValues.job], nextCursor: "bmV4dA"))
    try check(
      "SearchReply",
      SearchReply(jobs: [GoldenValues.job], nextCursor: "bmV4dA", lookedBackTo: GoldenValues.time))
    try check("SubmitManyReply", SubmitManyReply(ids: [1, 2, 3], count: 3))
    try check("DryRunReply", DryRunReply(count: 1, specs: [.object([JSONMember(name: "shell", value: .string("x"))])]))
  }

  @Test func eventsKeepTheirForm() throws {
    try check("EventView", EventView(.jobRunning, id: "b1-7", at: GoldenValues.time, job: GoldenValues.jobBrief))
    try check(
      "EventView.left",
      EventView(.jobEdited, id: "b1-8", at: GoldenValues.time, job: GoldenValues.job, hasLeft: true))
    try check(
      "EventView.snapshot", EventView(.jobQueued, at: GoldenValues.time, job: GoldenValues.job, isSnapshot: true))
    try check("EventView.batch", EventView(.batchDone, id: "b1-9", at: GoldenValues.time, batch: GoldenValues.batch))
    try check("EventView.queue", EventView(.queueChanged, id: "b1-a", at: GoldenValues.time, queue: GoldenValues.queue))
    try check(
      "EventView.schedule",
      EventView(.scheduleChanged, id: "b1-b", at: GoldenValues.time, schedule: GoldenValues.schedule, isDeleted: true))
    try check("EventView.gap", EventView(.gap, id: "b1-c", at: GoldenValues.time, reason: "restarted"))
    try check("EventView.heartbeat", EventView(.heartbeat, id: "b1-c"))
  }

  @Test func requestsKeepTheirForm() throws {
    try check("SubmitRequest", SubmitRequest(argv: ["/bin/echo", "a b", "\"q\""]))
    try check("SubmitRequest.full", GoldenValues.submit)
    var external = SubmitRequest()
    external.external = true
    try check("SubmitRequest.external", external)
    try check("CancelRequest", CancelRequest(reason: "no longer needed", force: true, grace: .seconds(5)))
    try check("StopBody", StopBody(mode: .cancel))
    try check("StopBody.empty", StopBody())
    try check("SignalRequest", SignalRequest(signal: 15))
    try check("ProgressRequest", ProgressRequest(done: 3, total: 10, note: "encoding"))
    var patch = PatchRequest()
    patch.priority = .value(5)
    patch.runAt = .value(GoldenValues.time)
    patch.timeout = .null
    patch.retry = .value(RetrySpec(maxAttempts: 3))
    patch.after = .value([AfterSpec(job: 5), AfterSpec(batch: 2, on: .any)])
    try check("PatchRequest", patch)
    try check("PatchRequest.work", GoldenValues.patchOfWork)
    try check("WaitRequest", WaitRequest(filter: GoldenValues.filter, until: .first, timeout: .seconds(30)))
    try check("WaitRequest.all", WaitRequest(filter: JobFilterWire(), all: true))
    try check("WaitRequest.batch", WaitRequest(batch: 3, exclude: [7]))
    try check("BulkRequest", BulkRequest(filter: GoldenValues.filter, dryRun: true))
    try check("BulkEditRequest", BulkEditRequest(BulkRequest(filter: GoldenValues.filter, dryRun: true), set: patch))
    try check("SwitchRequest", SwitchRequest(a: 7, b: 12))
    try check("BulkRequest.all", BulkRequest(filter: JobFilterWire(), all: true))
    var queue = QueueRequest(slots: 4)
    queue.rate = .value(RateSpec(count: 10, per: .seconds(1), burst: 20))
    queue.aging = .value(.seconds(60))
    queue.maxQueued = .null
    queue.runAs = .value("ann")
    queue.callbacks = .value([CallbackSpec(url: "https://example.com/done", on: .failure)])
    try check("QueueRequest", queue)
    try check("PauseRequest", PauseRequest(queues: ["mail", "build"], running: true, forTime: .seconds(3_600)))
    try check("PauseRequest.ids", PauseRequest(ids: [7, 8], running: true))
    try check("ResumeRequest", ResumeRequest(queues: ["mail"]))
    try check("ResumeRequest.ids", ResumeRequest(ids: [7]))
    try check("QueuePauseRequest", QueuePauseRequest(running: true, forTime: .seconds(3_600)))
  }

  @Test func repliesKeepTheirForm() throws {
    try check("InputReply", InputReply(accepted: 65_536, attempt: 1, closed: false))
    try check("CancelReply", CancelReply(accepted: true, absorbed: false, state: .running))
    try check("WaitReply", WaitReply(done: [GoldenValues.job], pending: [8, 9], expired: true))
    try check(
      "WaitReply.omitted", WaitReply(done: [GoldenValues.job], pending: [8, 9], omitted: [5, 6], expired: true))
    try check("BulkReply", BulkReply(count: 2))
    try check("BulkReply.dry", BulkReply(count: 2, ids: [4, 5]))
    try check("DrainReply", DrainReply(draining: true, running: 2))
    let (other, free) = (
      LeftJobView(id: 8, reason: "not_a_command"), LeftJobView(id: 8, reason: "not_paused")
    )
    try check("PauseReply", PauseReply(paused: [7], notPaused: [other], omitted: 2))
    try check("ResumeReply", ResumeReply(resumed: [7], notResumed: [free]))
    try check(
      "SettingsRequest", SettingsRequest(callbacks: [CallbackSpec(url: "https://example.com/done", on: .failure)]))
    var none = SettingsRequest()
    none.callbacks = .null
    try check("SettingsRequest.none", none)
    try check(
      "SettingsView",
      SettingsView(
        callbacks: [
          CallbackSpec(url: "https://example.com/done", on: .failure), CallbackSpec(argv: ["notify"], on: .any),
        ], callbacksSource: .configuration))
    try check("StopReply", StopReply(mode: .drain, running: 2, pid: 4711))
    try check("HealthView", HealthView())
    let tokens = TokenFileView(state: "usable", faultyLines: [3, 9], faults: 2)
    try check("HealthView.tokens", HealthView(tokenFile: tokens))
  }

  @Test func theDaemonsViewsKeepTheirForm() throws {
    try check("InfoView", GoldenValues.info)
    try check("QueueView", GoldenValues.queue)
    try check("QueueList", QueueList(queues: [GoldenValues.queue]))
    try check(
      "StatsView",
      StatsView(
        queues: [GoldenValues.queue], paused: PauseView(since: GoldenValues.time, until: GoldenValues.time)))
    try check("WorkersReply", GoldenValues.workers)
  }

  @Test func batchesKeepTheirForm() throws {
    try check(
      "BatchRequest",
      BatchRequest(
        name: "night", failFast: true, open: true, jobs: [SubmitRequest(shell: "a"), SubmitRequest(argv: ["b"])],
        timeout: .seconds(-1), deadline: GoldenValues.time, callbacks: [CallbackSpec(argv: ["tell"], on: .failure)]))
    try check("BatchRequest.empty", BatchRequest(jobs: []))
    try check("BatchCancelRequest", BatchCancelRequest(reason: "no longer needed"))
    try check("BatchView", GoldenValues.batch)
    try check(
      "BatchView.created",
      BatchView(
        id: 4, open: true, size: 2, counts: StateCounts([.queued: 2]), createdAt: GoldenValues.time, ids: [8, 9]))
    try check("BatchView.results", GoldenValues.batchResults)
    try check("BatchPage", BatchPage(batches: [GoldenValues.batch], nextCursor: "bmV4dA"))
  }

  @Test func schedulesKeepTheirForm() throws {
    var request = ScheduleRequest(
      cron: "0 2 * * mon-fri", timezone: "Europe/Berlin", job: SubmitRequest(shell: "backup"))
    request.overlap = .cancel
    request.catchUp = CatchUpRule.none
    request.jitter = .seconds(30)
    request.paused = true
    try check("ScheduleRequest", request)
    try check("ScheduleRequest.every", ScheduleRequest(every: .seconds(90), job: SubmitRequest(argv: ["true"])))
    try check("ScheduleView", GoldenValues.schedule)
    try check("ScheduleList", ScheduleList(schedules: [GoldenValues.schedule], nextCursor: "bmV4dA"))
    try check("PreviewReply", PreviewReply(times: [GoldenValues.time]))
  }

  @Test func whatSurroundsAJobKeepsItsForm() throws {
    let blockers = [
      BlockerView(kind: "parent", detail: "Waits for the success of job 7."),
      BlockerView(kind: "delay", detail: "Not before its time.", until: GoldenValues.time),
    ]
    try check("WhyView", WhyView(state: .blocked, blockers: blockers))
    try check("WhyView.queued", WhyView(state: .queued, blockers: [], position: 3))
    let callbacks = GoldenValues.jobFull.callbacks ?? []
    try check("CallbackView", callbacks[0])
    try check("CallbackList", CallbackList(callbacks: callbacks))
    try check(
      "CallbackView.queue",
      CallbackView(id: 3, url: "https://example.com/***", on: .failure, state: "unmet", queue: "default"))
    try check(
      "CallbackView.default",
      CallbackView(id: 4, argv: ["notify", "***"], on: .any, state: "failed", isDefault: true))
    try check("CallbackRequest", CallbackRequest(argv: ["notify", "ops"], on: .failure))
    try check("RemovedReply", RemovedReply(removed: 2))
  }

  @Test func claimsKeepTheirForm() throws {
    try check(
      "ClaimBody",
      ClaimBody(
        handlers: ["thumb"], queues: ["media"], max: 5, lease: .seconds(90), wait: .seconds(30), worker: "w1"))
    try check("ClaimReply", ClaimReply(claims: [GoldenClaims.claim, GoldenClaims.claimFull]))
    try check("ClaimReply.empty", ClaimReply(claims: []))
    try check("HeartbeatBody", HeartbeatBody(progress: ProgressRequest(done: 3, total: 10, note: "encoding")))
    try check("HeartbeatsBody", HeartbeatsBody(fences: [GoldenClaims.fence], wait: .seconds(60)))
    try check("LeaseView", GoldenClaims.lease)
    try check("LeaseList", GoldenClaims.leases)
  }

  @Test func endsKeepTheirForm() throws {
    let next = ClaimBody(handlers: ["thumb"])
    let result = JSONValue.object([JSONMember(name: "width", value: .integer(64))])
    let error = EndErrorBody(code: "oom", message: "no room", traceback: "line 1\nline 2")
    try check("CompleteBody", CompleteBody(result: result, claim: next))
    try check("FailBody", FailBody(error: error, retry: false, claim: next))
    try check("ReleaseBody", ReleaseBody(delay: .seconds(10)))
    try check("EndReply", EndReply(job: GoldenValues.job))
    try check("EndReply.claims", EndReply(job: GoldenValues.job, claims: [GoldenClaims.claim]))
    try check("EndLine", EndLine(fence: GoldenClaims.fence, result: result))
    try check("EndLine.error", EndLine(fence: GoldenClaims.fence, error: error, retry: false))
    try check("EndLineReply", EndLineReply(fence: GoldenClaims.fence))
    try check("EndLineReply.stale", EndLineReply(fence: GoldenClaims.fence, code: "stale_fence"))
  }

  @Test func problemsKeepTheirForm() throws {
    try check("Problem", Problem(.notFound, detail: "There is no job 7.", hint: "List jobs with GET /v1/jobs."))
    try check("Problem.subject", Problem(.notFound, detail: "There is no batch 7.", subject: .batch(7)))
    try check("Problem.name", Problem(.notFound, detail: "There is no queue \"mail\".", subject: .queue("mail")))
    let error = FieldProblem(field: "retry.max_attempts", detail: "must be at least 1")
    try check(
      "Problem.errors",
      Problem(.badRequest, detail: "Line 3 is not a valid job.", errors: [error], jobID: 12, line: 3))
  }

  @Test func aResponseWithNewFieldsIsStillRead() throws {
    let text = #"{"accepted":true,"absorbed":false,"state":"running","later":{"x":[1]}}"#
    #expect(try CancelReply(jsonBytes: Array(text.utf8)).accepted)
  }
}
