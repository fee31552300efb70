// Pools of threads in the configuration: what a file says of them, and what is said about its mistakes.

import JobCore
import Testing

@testable import jobd

@Suite struct DaemonConfigExecutorsTests: ReadsConfiguration {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func executorsAreReadFromTheFile() throws {
    let config = try load(yaml: "executors:\n  db: {threads: 4}\n  thread: {threads: 512}\n").config
    #expect(config.executors == ["db": PoolSettings(threads: 4), "thread": PoolSettings(threads: 512)])
    #expect(try load(yaml: "executors:\n").config.executors.isEmpty)
  }

  @Test func mistakesInExecutorsAreToldWithTheirPlaces() throws {
    let problems = try problems(
      yaml: """
        executors:
          none:
          zero: {threads: 0}
          many: {threads: 513}
          text: {threads: four}
          remote: {threads: 1}
          "d b": {threads: 1}
          size: {thread: 4}
        """)
    #expect(
      problems.map(\.key).sorted() == [
        "executors.d b", "executors.many.threads", "executors.none", "executors.remote", "executors.size",
        "executors.size.thread", "executors.text.threads", "executors.zero.threads",
      ])
    #expect(problems.first { $0.key == "executors.zero.threads" }?.source.hasSuffix("jobd.yaml line 3") == true)
    #expect(problems.first { $0.key == "executors.size.thread" }?.hint == "Did you mean threads?")
    #expect(try self.problems(yaml: "executors: {a: 1}").count == 1)
    let pools = (0...Limits.poolCountMax).map { "p\($0): {threads: 1}" }.joined(separator: ", ")
    #expect(try self.problems(yaml: "executors: {\(pools)}").map(\.key) == ["executors"])
  }

  @Test func poolIsReadAtItsBounds() throws {
    let yaml = "executors:\n  one: {threads: 1}\n  most: {threads: \(Limits.poolThreadsMax)}\n"
    #expect(try load(yaml: yaml).config.executors.mapValues(\.threads) == ["one": 1, "most": Limits.poolThreadsMax])
    let pools = (0..<Limits.poolCountMax).map { "p\($0): {threads: 1}" }.joined(separator: ", ")
    #expect(try load(yaml: "executors: {\(pools)}").config.executors.count == Limits.poolCountMax)
  }

  @Test func eachMistakeSaysWhatIsAllowed() throws {
    func hint(_ yaml: String) throws -> String? { try problems(yaml: yaml).first?.hint }
    #expect(try hint("executors: {db: {threads: 0}}") == "Allowed: 1 to \(Limits.poolThreadsMax).")
    #expect(try hint("executors: {db: }") == "Say how many: threads: 1 to \(Limits.poolThreadsMax).")
    // A mistake in the number is not said to be none as well.
    #expect(try problems(yaml: "executors: {db: {threads: x}}").count == 1)
  }
}
