// What a job runs: what the kernel would refuse is refused here, in words.

import Testing

@testable import JobCore

@Suite struct FieldChecksWorkTests {
  private func faults(_ work: Work, _ change: (inout NewJob) -> Void = { _ in }) -> [String] {
    var job = NewJob(work)
    change(&job)
    return job.faults().map(\.field)
  }

  @Test func programsAreNamedAndHaveNoNUL() {
    #expect(faults(.exec(argv: ["true", ""])) == [])
    #expect(faults(.exec(argv: [])) == ["argv"])
    #expect(faults(.exec(argv: [""])) == ["argv[0]"])
    #expect(faults(.exec(argv: ["a", "b\u{0}"])) == ["argv[1]"])
    #expect(faults(.exec(argv: ["a", String(repeating: "b", count: Limits.argumentBytesMax + 1)])) == ["argv[1]"])
    #expect(faults(.shell("")) == ["shell"])
    #expect(faults(.shell("a\u{0}")) == ["shell"])
    #expect(faults(.handler(name: "", payload: nil)) == ["handler"])
  }

  @Test func anExecutorBelongsToAHandler() {
    #expect(faults(.handler(name: "a", payload: nil)) { $0.executor = "thread" } == [])
    #expect(faults(.shell("a")) { $0.executor = "thread" } == ["executor"])
  }

  @Test func whatOnlyAProcessCanBeGivenIsRefusedElsewhere() {
    #expect(
      faults(.external) {
        $0.process.workingDirectory = "/"
        $0.process.nice = 1
      } == ["cwd", "nice"])
  }

  @Test func onlyACommandCanBeSentInput() {
    let works: [(Work, [String])] = [
      (.exec(argv: ["cat"]), []), (.shell("cat"), []), (.handler(name: "echo", payload: nil), ["interactive"]),
      (.http(HTTPWork(url: "http://example.com/")), ["interactive"]), (.external, ["interactive"]),
    ]
    for (work, fields) in works {
      #expect(faults(work) { $0.process.isInteractive = true } == fields, "\(work)")
    }
    #expect(
      faults(.shell("cat")) {
        $0.process.stdin = [1]
        $0.process.isInteractive = true
      } == [], "what is given comes first")
  }

  @Test func surroundingsHaveTheirBounds() {
    #expect(faults(.shell("a")) { $0.process.workingDirectory = "tmp" } == ["cwd"])
    #expect(faults(.shell("a")) { $0.process.environment = ["A=B": "c"] } == ["env.A=B"])
    #expect(faults(.shell("a")) { $0.process.environment = ["A": "b\u{0}"] } == ["env.A"])
    #expect(faults(.shell("a")) { $0.process.umask = 0o1000 } == ["umask"])
    #expect(faults(.shell("a")) { $0.process.nice = 20 } == ["nice"])
    #expect(faults(.shell("a")) { $0.process.logLimitBytes = 0 } == ["log_limit"])
  }
}
