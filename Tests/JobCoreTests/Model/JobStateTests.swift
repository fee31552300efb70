// The state machine, all pairs: what `canMove` says, what the verbs of a store do, and what the rows allow.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobStateTests {
  @Test func terminalStatesOnlyGoBackToTheQueue() {
    for state in JobState.allCases where state.isTerminal {
      #expect(state.successors.isSubset(of: [.queued]))
    }
    #expect(JobState.succeeded.successors.isEmpty)
    #expect(JobState.allCases.filter(\.isTerminal) == [.succeeded, .failed, .cancelled, .skipped])
    #expect(JobState.allCases.filter(\.isTimed) == [.scheduled, .retrying])
  }

  @Test func onlyTheClaimMakesAJobRun() {
    #expect(JobState.allCases.filter { $0.canMove(to: .running) } == [.queued])
  }

  @Test func namesAreDistinctAndReadBack() {
    for state in JobState.allCases { #expect(JobState(name: state.name) == state) }
    for reason in Reason.allCases { #expect(Reason(name: reason.name) == reason) }
    for kind in JobKind.allCases { #expect(JobKind(name: kind.name) == kind) }
    #expect(JobState(name: "Queued") == nil)
  }

  /// Every verb on a job in every state it can be in: the moves seen are exactly the moves allowed between them.
  @Test(arguments: StoreKind.all) func verbsMakeExactlyTheMovesThatAreAllowed(_ kind: StoreKind) async throws {
    var seen: [JobState: Set<JobState>] = [:]
    for state in StoreBench.reachable {
      for verb in Verb.allCases {
        try await kind.withStore { bench async throws in
          let id = try await verb.prepare(state, bench)
          bench.told.clear()
          let before = try await bench.job(id).state
          try await verb.perform(on: id, bench)
          // Every step counts, not only where it led.
          var from = before
          for event in bench.told.events where event.job == id {
            if event.state != from { seen[from, default: []].insert(event.state) }
            from = event.state
          }
          #expect(try await bench.job(id).state == from, "\(verb) on \(state)")
        }
      }
    }
    for state in StoreBench.reachable { #expect(seen[state, default: []] == state.successors, "\(state)") }
  }

  private enum Verb: CaseIterable {
    case cancel, hold, pause, release, releaseDelayed, releaseRetrying, run, retry, delay, claim, succeed, fail
    case failForGood, interrupt, snooze, stop, due, overdue, releaseBlocked, parentSucceeds, parentSucceedsDelayed
    case parentFails

    /// The job in `state` that the verb is tried on: with a parent, the bench's first job, where the verb is about it.
    func prepare(_ state: JobState, _ bench: StoreBench) async throws -> JobID {
      if self == .releaseRetrying, state == .held {
        let id = try await bench.put(in: .retrying)
        _ = try await bench.store.move(id, .hold, now: bench.now)
        return id
      }
      let isAboutParent = [.releaseBlocked, .parentSucceeds, .parentSucceedsDelayed, .parentFails].contains(self)
      guard isAboutParent, state == .held || state == .blocked else {
        return try await bench.put(in: state) {
          $0.deadline = .noon + 60_000_000
          if self == .releaseDelayed, state == .held { $0.start = .after(micros: 30_000_000) }
        }
      }
      let parent = try await bench.insert(.noop { $0.holds = true })
      return try await bench.follow([parent]) {
        $0.holds = state == .held
        if self == .parentSucceedsDelayed { $0.start = .after(micros: 30_000_000) }
      }
    }

    func perform(on id: JobID, _ bench: StoreBench) async throws {
      switch self {
      case .cancel: _ = try await bench.store.cancel(id, CancelOptions(), now: bench.now)
      case .pause: _ = try await bench.store.pause([id], stopsRunning: false, within: nil, now: bench.now)
      case .hold: _ = try await bench.store.move(id, .hold, now: bench.now)
      case .release, .releaseDelayed, .releaseRetrying: _ = try await bench.store.move(id, .release, now: bench.now)
      case .run: _ = try await bench.store.move(id, .run, now: bench.now)
      case .retry: _ = try await bench.store.move(id, .retry, now: bench.now)
      case .delay:
        var patch = JobPatch()
        patch.start = .after(micros: 40_000_000)
        _ = try await bench.store.update(id, patch, now: bench.now)
      case .claim: _ = try await bench.claim()
      case .succeed: try await apply(.exited(code: 0), nil, id, bench)
      case .fail, .failForGood: try await apply(.exited(code: 1), nil, id, bench)
      case .interrupt: try await apply(.signaled(15), .shutdown, id, bench)
      case .snooze: try await apply(.snoozed(micros: 5_000_000), nil, id, bench)
      case .stop: try await apply(.signaled(15), .cancel, id, bench)
      case .due: try await pass(micros: 31_000_000, bench)
      case .overdue: try await pass(micros: 61_000_000, bench)
      case .releaseBlocked: _ = try await bench.store.move(id, .release, now: bench.now)
      case .parentFails:
        try await parent(of: id, bench) { _ = try await bench.store.cancel($0, CancelOptions(), now: bench.now) }
      case .parentSucceeds, .parentSucceedsDelayed:
        try await parent(of: id, bench) {
          _ = try await bench.store.move($0, .release, now: bench.now)
          try await bench.finish($0)
        }
      }
    }

    private func parent(
      of id: JobID, _ bench: StoreBench, _ body: (JobID) async throws -> Void
    ) async throws {
      let job = try await bench.job(id)
      if job.state.isTerminal { return }
      if case .job(let parent)? = job.parents.first?.parent { try await body(parent) }
    }

    private func pass(micros: Int64, _ bench: StoreBench) async throws {
      bench.store.promoteDue(now: bench.now + micros)
      try await bench.store.ping()
    }

    /// Ends the attempt as far as there is one: on any other state the fence refuses it.
    private func apply(_ outcome: Outcome, _ cause: StopCause?, _ id: JobID, _ bench: StoreBench) async throws {
      let boot = try await bench.claimProbe()
      var spec = NewJob.noop()
      spec.retry = .attempts(self == .fail ? 9 : 1)
      let starts = try await bench.job(id).starts
      let claimed = ClaimedJob(
        fence: Fence(job: id, start: starts, boot: boot), attempt: 1, maxAttempts: spec.retry.maxAttempts,
        startedAt: bench.now, createdAt: bench.now, queueID: 1, spec: spec, parents: [])
      let isRunning = try await bench.state(id) == .running
      let done = try await bench.end(claimed, outcome, cause: cause)
      #expect(done == isRunning)
    }
  }
}

extension StoreBench {
  /// This boot's number, as the fence of a job of its own tells it; leaves nothing behind.
  func claimProbe() async throws -> Int64 {
    let probe = try await insert(.noop { $0.priority = 1_000 })
    guard let claimed = try await claim(1).first, claimed.id == probe else { throw Unexpected(what: "no probe") }
    try await end(claimed, .exited(code: 0))
    _ = try await store.delete(probe, now: now)
    return claimed.fence.boot
  }
}
