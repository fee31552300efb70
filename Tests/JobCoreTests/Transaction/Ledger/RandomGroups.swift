// Groups of verbs as they gather in the mailbox, at random.

import Synchronization
import TestSupport

@testable import JobCore

/// Makes groups of operations; what their claims were given is ended by later ones.
struct RandomGroups {
  /// Attempts that run.
  private final class Running: Sendable {
    let jobs = Mutex<[ClaimedJob]>([])
    let remote = Mutex<[ClaimFence]>([])
  }

  private var random: SeededRandom
  private let running = Running()
  private var order = 0

  init(seed: UInt64) {
    random = SeededRandom(seed)
  }

  mutating func next(now: Timestamp) -> [StoreOperation] {
    (0..<Int.random(in: 1...4, using: &random)).map { _ in
      let execute = verb(now: now)
      return StoreOperation(patience: .none, askedAt: now, execute: execute, fail: { _ in })
    }
  }

  private mutating func verb(now: Timestamp) -> StoreOperation.Body {
    let id = JobID(Int64.random(in: 1...120, using: &random))
    let batch = BatchID(Int64.random(in: 1...15, using: &random))
    switch Int.random(in: 0..<16, using: &random) {
    case 0..<4:
      let jobs = newJobs()
      return quietly { context throws(StoreError) in _ = try Submit.jobs(jobs, idempotency: nil, context) }
    case 4:
      var new = NewBatch(jobs: newJobs())
      new.isFailFast = Bool.random(using: &random)
      new.staysOpen = Bool.random(using: &random)
      return quietly { [new] context throws(StoreError) in
        _ = try BatchVerbs.create(new, idempotency: nil, context)
      }
    case 5, 6: return claim()
    case 7, 8: return end(now: now)
    case 9: return quietly { context throws(StoreError) in _ = try CancelVerb.job(id, CancelOptions(), context) }
    case 10: return quietly { context throws(StoreError) in _ = try BatchVerbs.cancel(batch, reason: "r", context) }
    case 11:
      let move = [JobMove.retry, .hold, .release].randomElement(using: &random) ?? .retry
      return quietly { context throws(StoreError) in _ = try MoveVerbs.move(id, move, context) }
    case 12: return quietly { context throws(StoreError) in _ = try Remove.job(id, context) }
    case 13:
      var change = QueueChange()
      change.isPaused = Bool.random(using: &random)
      change.slots = Bool.random(using: &random) ? .set(2) : .clear
      return quietly { [change] context throws(StoreError) in _ = try Queues.set("q", change, context) }
    case 14: return quietly { context throws(StoreError) in try Due.promote(context) }
    default: return { context throws(StoreError) in Claim.withdraw(context) }
    }
  }

  private func quietly(_ body: @escaping @Sendable (Transaction) throws(StoreError) -> Void) -> StoreOperation.Body {
    { context throws(StoreError) in
      try body(context)
      return {}
    }
  }

  private mutating func claim() -> StoreOperation.Body {
    let running = running
    order += 1
    let slots = Int.random(in: 1...4, using: &random)
    if Bool.random(using: &random) {
      return { [order] context throws(StoreError) in
        // There is one at a time.
        if context.ledger.claims.parked != nil { return {} }
        return try Claim.ask(ClaimRoom(slots: slots), order: order, context) { jobs in
          running.jobs.withLock { $0 += jobs }
        }
      }
    }
    var request = ClaimRequest(claimedBy: "token:worker")
    request.handlers = ["far"]
    request.max = slots
    request.leaseMicros = 1_000_000
    request.waitMicros = Bool.random(using: &random) ? 1_000_000 : 0
    let note: @Sendable ([RemoteClaim]) -> Void = { claims in running.remote.withLock { $0 += claims.map(\.fence) } }
    let waiter = RemoteLine.Poll(ticket: ClaimTicket(order), request: request, idempotency: nil, answer: note)
    return { context throws(StoreError) in
      guard case .claims(let claims, _) = try RemoteClaims.ask(waiter, context) else { return {} }
      return { note(claims) }
    }
  }

  private mutating func end(now: Timestamp) -> StoreOperation.Body {
    if Bool.random(using: &random), let fence = running.remote.withLock({ $0.popLast() }) {
      let end = Bool.random(using: &random) ? RemoteEnd.completed(result: nil) : .released(delayMicros: 10)
      let ending = RemoteEnding(fence: fence, end: end, fingerprint: [1])
      return quietly { context throws(StoreError) in _ = try RemoteEnds.begin([ending], context) }
    }
    guard let job = running.jobs.withLock({ $0.popLast() }) else { return quietly { _ throws(StoreError) in } }
    let end = AttemptEnd(outcome: .exited(code: Int32.random(in: 0...1, using: &random)), finishedAt: now)
    let transition = Completion.decide(job, end, isCancelRequested: false, chance: 0.5)
    return quietly { context throws(StoreError) in _ = try Apply.end(transition, context) }
  }

  private mutating func newJobs() -> [NewJob] {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in newJob() }
  }

  private mutating func newJob() -> NewJob {
    var job = NewJob.noop()
    switch Int.random(in: 0..<8, using: &random) {
    case 0: job.executor = ["a", "b"].randomElement(using: &random)
    case 1:
      job.work = .handler(name: "far", payload: nil)
      job.executor = Lane.remoteExecutor
    case 2: job.work = .external
    case 3: job.start = .after(micros: 2_000)
    case 4: job.then = [FollowUp(.noop())]
    default: break
    }
    if Bool.random(using: &random) { job.queue = "q" }
    if Bool.random(using: &random) {
      let key = ["x", "y", "z"].randomElement(using: &random) ?? "x"
      job.limit = LimitRule(key: key, max: Int.random(in: 1...3, using: &random))
    }
    job.retry.maxAttempts = Int.random(in: 1...2, using: &random)
    return job
  }
}
