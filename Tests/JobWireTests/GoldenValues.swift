// The values behind the golden files, with every field set somewhere.

import JobWire

/// One rich value per larger wire type.
enum GoldenValues {
  static let workers = WorkersReply(
    workers: [
      WorkerView(
        handler: "thumb", pid: 4711, state: "busy", jobs: [7, 8], jobsDone: 3,
        startedAt: WireTime(micros: 1_795_334_400_123_456),
        rssBytes: 10_485_760),
      WorkerView(handler: "thumb", state: "starting", startedAt: WireTime(micros: 1_795_334_401_000_000)),
    ],
    handlers: [
      WorkerHandlerView(handler: "thumb", processes: 2, concurrency: 4, starts: 5, jobsDone: 9),
      WorkerHandlerView(
        handler: "ocr", processes: 1, concurrency: 1, starts: 3, down: true,
        downUntil: WireTime(micros: 1_795_334_500_000_000), lastFailure: "a worker exited with code 3 before its hello"),
    ],
    remote: [
      RemoteWorkerView(
        name: "gpu-1", identity: "token:gpu", state: "busy", handlers: ["scan"], queues: ["images"], waiting: 1,
        jobs: [9], jobCount: 2, lastSeenAt: WireTime(micros: 1_795_334_400_123_456)),
      RemoteWorkerView(identity: "uid:1000", state: "away"),
    ], truncated: true)

  static let time = WireTime(micros: 1_795_334_400_123_456)

  /// What the fields of the other patch leave out; a job is of one kind, so that not all of these are for the same.
  static let patchOfWork: PatchRequest = {
    var patch = PatchRequest()
    patch.delay = .value(.seconds(90))
    patch.handler = .value("thumb")
    patch.payload = .value(.object([JSONMember(name: "size", value: .integer(64))]))
    patch.executor = .null
    patch.grace = .value(.seconds(5))
    patch.shield = .value(true)
    patch.limit = .value(LimitSpec(key: "db", max: 2))
    patch.slotsNeeded = .value(3)
    patch.cwd = .value("/srv")
    patch.env = .value(["A": "1"])
    patch.clearEnv = .value(false)
    patch.umask = .value(0o22)
    patch.nice = .value(-5)
    patch.stdin = .value("input")
    patch.interactive = .null
    patch.mergeStderr = .value(true)
    patch.logLimit = .value(1_048_576)
    patch.callbacks = .value([CallbackSpec(url: "https://example.org/", on: .any)])
    patch.keepFor = .value(.seconds(3_600))
    return patch
  }()

  static let job = JobView(
    id: 7, name: "job-7", kind: "exec", queue: "default", priority: 0, state: .queued, attempt: 0, maxAttempts: 1,
    createdAt: time, rev: 1, stateSince: time)

  static let jobFull: JobView = {
    var job = JobView(
      id: 42, name: "nightly \"é\"", kind: "shell", queue: "reports", priority: -5, state: .failed, reason: "exit",
      attempt: 2, maxAttempts: 3, createdAt: time, runAt: time, startedAt: time,
      finishedAt: WireTime(micros: time.micros + 1_500_000), duration: WireDuration(micros: 1_500_000), pid: 4_711,
      exitCode: 3, signal: 15, error: JobErrorView(code: "exit", message: "The command exited with 3."))
    job.rev = 9
    job.command = "exit 3"
    job.waitMillis = 250
    job.stateSince = job.finishedAt
    job.cancelRequested = true
    job.timedOut = true
    job.shielded = true
    job.progress = ProgressView(fraction: 0.5, done: 5, total: 10, note: "half", at: time)
    job.tags = ["env": "prod", "team": "core"]
    job.batch = 3
    job.schedule = "nightly"
    job.parents = [ParentView(.job(40), on: .success, met: true), ParentView(.batch(2), on: .any)]
    job.children = [43, 44]
    job.retryOf = 41
    job.submittedBy = "uid:1000"
    job.hasResult = true
    job.log = LogView(stdoutBytes: 12, stderrBytes: 34, truncated: true)
    job.spec = .object([JSONMember(name: "shell", value: .string("exit 3"))])
    job.attempts = [
      AttemptView(
        attempt: 1, startedAt: time, finishedAt: time, outcome: "exit", exitCode: 3, signal: nil,
        error: JobErrorView(code: "exit", message: "The command exited with 3."), pid: 4_700),
      AttemptView(attempt: 2, startedAt: time),
    ]
    job.callbacks = [
      CallbackView(
        id: 1, url: "https://example.com/done", on: .any, state: "due", tries: 2, nextAt: time,
        lastError: "status 503"),
      CallbackView(id: 2, argv: ["notify", "ops"], on: .failure, state: "delivered", tries: 1, deliveredAt: time),
    ]
    job.http = HTTPAnswerView(
      status: 503, headers: ["content-type": "text/plain", "retry-after": "120"], url: "https://example.com/now")
    return job
  }()

  static let jobBrief: JobView = {
    var job = JobView(
      id: 42, name: "nightly", kind: "shell", queue: "reports", priority: -5, state: .running, attempt: 2,
      maxAttempts: 3, createdAt: time, runAt: time, startedAt: time, progress: ProgressView(fraction: 0.5, at: time),
      tags: ["env": "prod"], batch: 3, schedule: "nightly", rev: 9, stateSince: time)
    job.command = "make \"report\""
    job.paused = true
    job.cancelRequested = true
    return job
  }()

  static let submit: SubmitRequest = {
    var follow = SubmitRequest(shell: "echo done")
    follow.name = "after"
    var request = SubmitRequest()
    request.http = HTTPSpec(
      url: "https://example.com/hook", method: "POST", headers: ["Accept": "*/*"], body: "{}",
      expectStatus: [StatusRange(first: 200, last: 299), StatusRange(first: 304, last: 304)], expectBody: "ok",
      followRedirects: 5)
    request.executor = "async"
    request.name = "everything"
    request.queue = "q"
    request.priority = 10
    request.delay = WireDuration(micros: -250_000)
    request.timeout = .seconds(90)
    request.grace = .seconds(5)
    request.deadline = time
    request.retry = RetrySpec(
      maxAttempts: 5, backoff: .exponential, initial: .seconds(1), max: .seconds(3_600), multiplier: 2, jitter: 0.25,
      on: [.exitCode(75), .reason("timeout")], notOn: [.exitCode(1)])
    request.after = [
      AfterSpec(job: 5), AfterSpec(job: 6, on: .any), AfterSpec(batch: 2), AfterSpec(batch: 3, on: .failure),
    ]
    request.then = [ThenSpec(on: .failure, job: follow)]
    request.shield = true
    request.hold = false
    request.unique = UniqueSpec(key: "k", onConflict: .return, keptFor: .seconds(60))
    request.limit = LimitSpec(key: "db", max: 2)
    request.slotsNeeded = 2
    request.batch = 9
    request.tags = ["env": "prod"]
    request.cwd = "/tmp"
    request.env = ["A": "1", "B": ""]
    request.clearEnv = true
    request.umask = 0o22
    request.nice = 5
    request.stdin = "line\n"
    request.interactive = true
    request.mergeStderr = true
    request.logLimit = 1_048_576
    request.callbacks = [CallbackSpec(url: "https://example.com/done", on: .success), CallbackSpec(argv: ["notify"])]
    request.keepFor = .seconds(86_400)
    return request
  }()

  static let filter: JobFilterWire = {
    var filter = JobFilterWire()
    filter.states = [.failed, .cancelled]
    filter.queue = "default"
    filter.kind = "exec"
    filter.name = "nightly-*"
    filter.tags = ["env": "prod"]
    filter.batch = 3
    filter.schedule = "nightly"
    filter.since = time
    filter.until = time
    filter.finishedSince = time
    filter.finishedUntil = time
    filter.reason = "exit"
    filter.exitCode = 3
    filter.attempts = .moreThan(1)
    filter.text = "rsync"
    return filter
  }()

  static let queue = {
    var queue = plainQueue
    queue.pause = PauseView(since: time, running: true)
    return queue
  }()

  private static let plainQueue = QueueView(
    name: "default", slots: 4, slotsUsed: 2, paused: true, maxQueued: 1_000,
    rate: RateSpec(count: 10, per: .seconds(1), burst: 20), aging: .seconds(60), defaultTimeout: .seconds(3_600),
    runAs: "ann",
    callbacks: [CallbackSpec(url: "https://example.com/done", on: .failure), CallbackSpec(argv: ["notify"], on: .any)],
    jobs: StateCounts([.queued: 3, .running: 1]), oldestQueuedAt: time)

  static let batch = BatchView(
    id: 3, name: "night", failFast: true, open: false, done: true, cancelRequested: true, size: 4,
    counts: StateCounts([.succeeded: 2, .failed: 1, .cancelled: 1]), firstFailure: 42, createdAt: time,
    finishedAt: time, submittedBy: "uid:1000", timedOut: true, deadline: time,
    firstError: 41)

  static let batchResults: BatchView = {
    var view = batch
    view.results = [
      BatchEntryView(job: 40, name: "a", state: .succeeded, exitCode: 0, result: .string("text\n")),
      BatchEntryView(
        job: 41, name: "b", state: .succeeded, result: .object([JSONMember(name: "n", value: .integer(1))])),
      BatchEntryView(
        job: 42, name: "c", state: .failed, reason: "exit", exitCode: 3,
        error: JobErrorView(code: "exit", message: "The command exited with 3.")),
      BatchEntryView(job: 43, name: "d", state: .succeeded, exitCode: 0, resultBase64: "/wA=", truncated: true),
    ]
    view.nextCursor = "NDM"
    view.callbacks = [CallbackView(id: 5, url: "https://example.com/h", on: .success, state: "unmet")]
    return view
  }()

  static let schedule = ScheduleView(
    name: "nightly", cron: "0 2 * * *", timezone: "Europe/Berlin",
    job: .object([JSONMember(name: "shell", value: .string("backup"))]), overlap: .queue, catchUp: .all,
    jitter: .seconds(30), paused: false, createdAt: time, updatedAt: time, nextAt: time, lastAt: time, lastJob: 42,
    fired: 7, skipped: 1, fault: "no such zone", submittedBy: "token:ci", revoked: true)

  static let info = InfoView(
    version: "1.0.0", pid: 4_711, bootId: "b1", startedAt: time, uptime: WireDuration(micros: 61_000_000),
    durability: "full", draining: false, debug: false, slots: SlotsView(total: 8, used: 1), queues: 2,
    jobs: StateCounts([.succeeded: 10]), waiters: 0, connections: 1,
    descriptors: DescriptorsView(
      limit: 1_024, own: 46, reserve: 128, slotsMax: 8, callbacksMax: 35, connectionsMax: 705),
    loopLag: WireDuration(micros: 120),
    dataDir: "/var/lib/jobd",
    store: StoreView(mark: "3s5kq9x0ab1c", sqliteVersion: "3.40.1", sizeBytes: 65_536, walBytes: 0, storageFull: false),
    caller: "uid:1000")
}
