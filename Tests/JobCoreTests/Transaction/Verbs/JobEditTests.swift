// Edits that follow one another in one transaction.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobEditTests {
  private func apply(_ patches: [JobPatch], to id: JobID, _ bench: StoreBench) async throws {
    let answers = try await bench.writer.perform { tx throws(StoreError) in
      var answers: [VerbAnswer<Void>] = []
      for patch in patches { answers.append(try JobEdit.apply(patch, to: id, tx)) }
      return answers
    }
    let areDone = answers.map(\.isDone)
    #expect(!areDone.contains(false))
  }

  private func patch(_ change: (inout JobPatch) -> Void) -> JobPatch {
    var patch = JobPatch()
    change(&patch)
    return patch
  }

  @Test func laterEditKnowsOfTheEarlierOne() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let id = try await bench.insert(.noop { $0.tags = ["old": "1", "both": "1"] })
      try await apply(
        [
          patch { $0.tags = ["new": "1", "both": "1"] }, patch { $0.name = .set("a") },
          patch { $0.tags = ["newer": "1"] }, patch { $0.timeoutMicros = .set(-5) },
        ], to: id, bench)
      let job = try await bench.job(id)
      #expect(job.givenName == "a" && job.tags == ["newer": "1"])
      let database = try RawDatabase("\(bench.directory.path)/jobd.sqlite")
      #expect(try database.texts("SELECT name FROM job_tag WHERE job_id = \(id)") == ["newer"])
      #expect(try await bench.store.detail(id)?.spec.timeoutMicros == 0)
      // It was given no time.
      #expect(try await bench.claim().isEmpty)
      #expect(try await bench.state(id) == .failed)
    }
  }

  @Test func editOfAJobOfTheSameTransactionChangesIt() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let edit = patch {
        $0.name = .set("b")
        $0.queue = "other"
        $0.start = .after(micros: 5)
      }
      let id = try await bench.writer.perform { tx throws(StoreError) in
        guard case .created(let jobs, _) = try Submit.jobs([.noop()], idempotency: nil, tx) else { return JobID(0) }
        _ = try JobEdit.apply(edit, to: jobs[0].id, tx)
        return jobs[0].id
      }
      let job = try await bench.job(id)
      #expect(job.givenName == "b" && job.queue == "other" && job.state == .scheduled)
      #expect(try await bench.counts() == [.scheduled: 1])
    }
  }

  @Test func roomOfTheOtherQueueIsWhatIsLeftInTheTransaction() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var settings = QueueSettings()
      settings.maxQueued = 1
      try await bench.store.setQueue("small", settings, now: bench.now)
      let (first, second) = (try await bench.insert(), try await bench.insert())
      let edit = patch { $0.queue = "small" }
      let answers = try await bench.writer.perform { tx throws(StoreError) in
        [try JobEdit.apply(edit, to: first, tx), try JobEdit.apply(edit, to: second, tx)]
      }
      #expect(answers[0].isDone)
      guard case .queueFull("small", 1) = answers[1] else { throw Unexpected(what: "\(answers[1])") }
    }
  }

  /// As a submission to that queue is.
  @Test func jobDoesNotGoWhereItCouldNotHaveBeenSubmitted() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      var user = QueueChange()
      user.runAs = .set("ann")
      _ = try await bench.store.setQueue("guests", user, now: bench.now)
      func fields(_ job: NewJob) async throws -> [String]? {
        let id = try await bench.insert(job)
        let answer = try await bench.store.update(id, patch { $0.queue = "guests" }, now: bench.now)
        #expect(try await bench.job(id).queue == (answer.isDone ? "guests" : NewJob.defaultQueue))
        if case .invalid(let faults) = answer { return faults.map(\.field) }
        return nil
      }
      #expect(try await fields(.noop()) == ["handler"])
      #expect(try await fields(.shell("a") { $0.runAs = "bob" }) == ["queue"])
      let (url, command) = (Callback(.url("http://h/")), Callback(.command(["a"])))
      #expect(try await fields(.shell("a") { $0.callbacks = [url, command] }) == ["callbacks[1].argv"])
      #expect(try await fields(.shell("a") { $0.callbacks = [url] }) == nil)
    }
  }
}
