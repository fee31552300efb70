// Deals with what a worker sends for one attempt, in order, until the attempt has ended.

/// The task's side of an attempt in a worker.
struct AttemptCarrier {
  let attempt: WorkerAttempt
  let pool: WorkerPool
  let context: ExecutionContext
  let files: AttemptFiles
  let basket: FollowUpBasket
  let parser: SubmissionParser?
  let graceMicros: Int64
  private var failure: JobFailure?
  private var followUpBytes = 0

  init(
    attempt: WorkerAttempt, pool: WorkerPool, context: ExecutionContext, files: AttemptFiles, basket: FollowUpBasket,
    parser: SubmissionParser?, graceMicros: Int64
  ) {
    self.attempt = attempt
    self.pool = pool
    self.context = context
    self.files = files
    self.basket = basket
    self.parser = parser
    self.graceMicros = graceMicros
  }

  /// Returns when the attempt has ended and all of it has been dealt with.
  consuming func run() async -> ExecutionReport {
    while true {
      let (items, wasFull) = await attempt.mailbox.take()
      let ending = await deal(with: items)
      if wasFull { pool.post { [attempt] in $0.resume(attempt) } }
      if let ending { return await report(ending) }
    }
  }

  private mutating func deal(with items: [AttemptItem]) async -> AttemptEnding? {
    // Of checkpoints that came together only the last is stored; the others are as safe as it is.
    let lastCheckpoint = items.lastIndex { if case .checkpoint = $0 { true } else { false } }
    var numbers: [Int64] = []
    for (index, item) in items.enumerated() {
      switch item {
      case .output(let stream, let bytes): await files.write(bytes, to: stream)
      case .yield(let value): if failure == nil, let fault = await files.append(value) { fail(fault) }
      case .followUp(let json, let condition): add(json, condition)
      case .checkpoint(let data, let number):
        if let number { numbers.append(number) }
        if index == lastCheckpoint { await keep(data, numbers) }
      case .ended(let ending): return ending
      }
    }
    return nil
  }

  private mutating func keep(_ data: [UInt8], _ numbers: [Int64]) async {
    if data.count > Limits.checkpointBytesMax {
      return fail(JobFailure(code: "checkpoint_too_large", message: "the checkpoint has \(data.count) bytes"))
    }
    let isKept = await context.checkpoint(data)
    if numbers.isEmpty { return }
    let lines = numbers.map { WorkerOrder.checkpointed(fence: attempt.fence, number: $0, isKept: isKept).line }
    pool.post { [attempt] pool in
      for line in lines { pool.tell(attempt, line) }
    }
  }

  /// A follow-up that cannot be taken fails the attempt: its worker does not hear of it, so nobody else would.
  private mutating func add(_ json: [UInt8], _ condition: EndCondition) {
    if failure != nil { return }
    followUpBytes += json.count
    if followUpBytes > Limits.followUpBytesMax {
      return fail(JobFailure(code: "follow_up", message: "the follow-ups have \(followUpBytes) bytes in all"))
    }
    guard let parser else {
      return fail(JobFailure(code: "follow_up", message: "this program takes no follow-ups from workers"))
    }
    switch parser(json) {
    case .failure(let fault): fail(JobFailure(code: "follow_up", message: fault.message))
    case .success(let job):
      do throws(SubmitError) {
        try basket.add(FollowUp(on: condition, job))
      } catch {
        fail(JobFailure(code: "follow_up", message: Self.words(error)))
      }
    }
  }

  private static func words(_ error: SubmitError) -> String {
    if case .tooMany(let count) = error {
      return "there are \(count) follow-ups, and a job may have \(Limits.thenJobsMax): let one of them submit the rest"
    }
    return "a follow-up cannot be taken: \(error)"
  }

  /// Whatever the worker says from now on, the attempt has failed.
  private mutating func fail(_ failure: JobFailure) {
    let bounded = failure.bounded
    self.failure = bounded
    pool.post { [attempt, graceMicros] in $0.fail(attempt, bounded, graceMicros: graceMicros) }
  }

  private func report(_ ending: AttemptEnding) async -> ExecutionReport {
    var report = ExecutionReport(outcome(ending.outcome))
    report.pid = ending.pid
    report.followUps = basket.all
    await files.finish(&report)
    return report
  }

  private func outcome(_ outcome: Outcome) -> Outcome {
    if let failure, outcome.isOfTheWork { return .threw(failure) }
    if case .returned(.some) = outcome, files.hasResult {
      let message = "the worker gave a value after it had yielded some"
      return .threw(JobFailure(code: "worker_protocol", message: message))
    }
    return outcome
  }
}

extension Outcome {
  /// Whether the work itself came to this end.
  fileprivate var isOfTheWork: Bool {
    switch self {
    case .unavailable, .stopped: false
    default: true
    }
  }
}
