// The bounds of a submission: the last value that is taken, the first that is not, and all faults at once.

import TestSupport
import Testing

@testable import JobCore

@Suite struct NewJobValidationTests {
  private func fields(_ job: NewJob) -> [String] {
    job.faults().map(\.field)
  }

  /// `good` is taken; `bad` is refused for `field` alone.
  private func bound(
    _ field: String, _ set: (inout NewJob, Bool) -> Void, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(fields(.noop { set(&$0, true) }) == [], sourceLocation: sourceLocation)
    #expect(fields(.noop { set(&$0, false) }) == [field], sourceLocation: sourceLocation)
  }

  private func text(_ count: Int) -> String {
    String(repeating: "x", count: count)
  }

  @Test func simpleFieldsHaveTheirBounds() {
    bound("name") { $0.name = text($1 ? 200 : 201) }
    bound("name") { $0.name = $1 ? "ü x" : "a\nb" }
    bound("name") { $0.name = $1 ? "x" : "" }
    bound("name") { $0.name = $1 ? "x" : "\u{7F}" }
    bound("queue") { $0.queue = text($1 ? 64 : 65) }
    bound("queue") { $0.queue = $1 ? "A-z.0_9" : "a b" }
    bound("queue") { $0.queue = $1 ? "q" : "" }
    bound("priority") { $0.priority = $1 ? 1_000 : 1_001 }
    bound("priority") { $0.priority = $1 ? -1_000 : -1_001 }
    bound("delay") { $0.start = .after(micros: Limits.durationMicrosMax + ($1 ? 0 : 1)) }
    bound("timeout") { $0.timeoutMicros = Limits.durationMicrosMax + ($1 ? 0 : 1) }
    bound("grace") { $0.graceMicros = $1 ? 0 : -1 }
    bound("keep_for") { $0.keepForMicros = $1 ? 0 : .min }
    #expect(fields(.noop { $0.start = .after(micros: .min) }) == [])
  }

  @Test func retryHasItsBounds() {
    bound("retry.max_attempts") { $0.retry.maxAttempts = $1 ? 1_000 : 1_001 }
    bound("retry.max_attempts") { $0.retry.maxAttempts = $1 ? 1 : 0 }
    bound("retry.initial") { $0.retry.initialMicros = $1 ? 0 : -1 }
    bound("retry.max") { $0.retry.maxMicros = $1 ? 0 : -1 }
    bound("retry.multiplier") { $0.retry.multiplier = $1 ? 1 : 0.99 }
    bound("retry.multiplier") { $0.retry.multiplier = $1 ? 100 : .nan }
    bound("retry.multiplier") { $0.retry.multiplier = $1 ? 2 : .infinity }
    bound("retry.jitter") { $0.retry.jitter = $1 ? 0 : -0.1 }
    bound("retry.jitter") { $0.retry.jitter = $1 ? 1 : .nan }
    bound("retry.on") { $0.retry.on = [.exitCode($1 ? 255 : 256)] }
    bound("retry.on") { $0.retry.on = [.exitCode($1 ? 1 : 0)] }
    bound("retry.not_on") { $0.retry.notOn = [.reason($1 ? "lost" : "cancel")] }
    bound("retry.on") { $0.retry.on = Array(repeating: .exitCode(1), count: $1 ? 64 : 65) }
  }

  @Test func whatOnlyAProcessCanBeGivenIsRefusedElsewhere() {
    for work in [NewJob.http("http://x/").work, .external] {
      var job = NewJob(work)
      job.process.workingDirectory = "/"
      job.process.environment = ["A": "B"]
      job.process.clearsEnvironment = true
      job.process.umask = 0
      job.process.nice = 1
      job.process.stdin = []
      #expect(job.faults().map(\.field) == ["cwd", "env", "clear_env", "umask", "nice", "stdin"])
      job.process = ProcessOptions()
      job.process.logLimitBytes = 1 << 20
      #expect(job.faults().isEmpty)
    }
  }

  @Test func tagsAndSurroundingsHaveTheirBounds() {
    bound("tags") { job, isGood in
      for index in 0..<(isGood ? 32 : 33) { job.tags["k\(index)"] = "" }
    }
    bound("tags.a=b") { $0.tags = [$1 ? "a.b" : "a=b": "v"] }
    bound("tags.k") { $0.tags = ["k": text($1 ? 256 : 257)] }
    bound("tags.k") { $0.tags = ["k": $1 ? "\n" : "\0"] }
    bound("cwd") { $0.process.workingDirectory = $1 ? "/tmp" : "tmp" }
    bound("cwd") { $0.process.workingDirectory = "/" + text($1 ? 4_094 : 4_095) }
    bound("env.A=B") { $0.process.environment = [$1 ? "A" : "A=B": "x"] }
    bound("env.A") { $0.process.environment = ["A": $1 ? "=" : "\0"] }
    bound("env.A") { $0.process.environment = ["A": text(131_070 + ($1 ? 0 : 1))] }
    bound("umask") { $0.process.umask = $1 ? 0o777 : 0o1000 }
    bound("umask") { $0.process.umask = $1 ? 0 : -1 }
    bound("nice") { $0.process.nice = $1 ? 19 : 20 }
    bound("nice") { $0.process.nice = $1 ? -20 : -21 }
    bound("stdin") { $0.process.stdin = [UInt8](repeating: 0, count: 16_777_216 + ($1 ? 0 : 1)) }
    bound("log_limit") { $0.process.logLimitBytes = $1 ? 4_096 : 4_095 }
  }

  @Test func workHasItsBounds() {
    func fields(_ argv: [String]) -> [String] { self.fields(NewJob(.exec(argv: argv))) }
    #expect(fields(["/bin/true"]) == [])
    #expect(fields([]) == ["argv"])
    #expect(fields([""]) == ["argv[0]"])
    #expect(fields(["a", "b\0c"]) == ["argv[1]"])
    #expect(fields(["a", text(131_071)]) == [])
    #expect(fields(["a", text(131_072)]) == ["argv[1]"])
    #expect(fields(Array(repeating: "a", count: 4_096)) == [])
    #expect(fields(Array(repeating: "a", count: 4_097)) == ["argv"])
    #expect(fields(Array(repeating: text(131_071), count: 9)) == ["argv"])
    #expect(self.fields(.shell("")) == ["shell"])
    #expect(self.fields(.shell("a\0")) == ["shell"])
    #expect(self.fields(.shell(text(131_072))) == ["shell"])
    #expect(self.fields(NewJob(.handler(name: "", payload: nil))) == ["handler"])
    #expect(self.fields(NewJob(.handler(name: "n", payload: text(1_048_577)))) == ["payload"])
  }

  @Test func allFaultsAreToldAtOnce() {
    let job = NewJob(.exec(argv: ["", "a\0"]))
    var bad = job
    bad.name = ""
    bad.priority = 5_000
    bad.retry.maxAttempts = 0
    bad.process.workingDirectory = "x"
    #expect(fields(bad) == ["argv[0]", "argv[1]", "name", "priority", "retry.max_attempts", "cwd"])
    #expect(throws: SubmitError.invalid(bad.faults(), index: 3)) { try bad.validate(index: 3) }
    #expect(bad.faults().allSatisfy { !$0.detail.isEmpty })
  }

  @Test func editsHaveTheSameBounds() {
    var patch = JobPatch()
    patch.name = .set("")
    patch.queue = " "
    patch.priority = 1_001
    patch.timeoutMicros = .set(Limits.durationMicrosMax + 1)
    patch.tags = ["": ""]
    patch.retry = .attempts(0)
    #expect(
      patch.faults().map(\.field) == ["name", "queue", "priority", "timeout", "retry.max_attempts", "tags."])
    #expect(JobPatch().faults().isEmpty)
    var delay = JobPatch()
    delay.start = .after(micros: Limits.durationMicrosMax + 1)
    #expect(delay.faults().map(\.field) == ["delay"])
  }
}
