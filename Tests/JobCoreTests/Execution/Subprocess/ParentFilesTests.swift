// Files of parents for a child: where each finds what its parents made, and what is said when that is gone.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct ParentFilesTests {
  private func after(_ ids: [JobID], on condition: EndCondition = .any) -> [Dependency] {
    ids.map { Dependency(.job($0), on: condition) }
  }

  @Test func childFindsResultsOfItsParentsInFiles() async throws {
    try await EngineBench.run { bench async throws in
      let text = try await bench.submit(.shell("echo text"))
      let file = try await bench.submit(.shell("printf chosen > $JOBD_RESULT; echo not this"))
      let json = try await bench.submit(NewJob(.handler(name: "echo", payload: #"{"n":1}"#)))
      let bad = try await bench.submit(.shell("echo partly; exit 3"))
      let script = """
        set -u; echo $JOBD_PARENT_COUNT $JOBD_PARENT_1_ID $JOBD_PARENT_4_STATE
        cat $JOBD_PARENT_1_RESULT $JOBD_PARENT_2_RESULT $JOBD_PARENT_3_RESULT $JOBD_PARENT_4_RESULT
        """
      let output = try await bench.shell(script) { $0.after = after([text, file, json, bad]) }
      #expect(output == "4 \(text) failed\ntext\nchosen{\"n\":1}partly\n")
    }
  }

  @Test func veryManyParentsAreCountedAndTheFirstAreShown() async throws {
    try await EngineBench.run { bench async throws in
      let submission = try await bench.queue.submit([NewJob](repeating: .noop(), count: 1_000))
      guard case .created(let ids) = submission else { throw Unexpected(what: "replayed") }
      let script = "echo $JOBD_PARENT_COUNT $JOBD_PARENT_100_ID ${JOBD_PARENT_101_ID-none}"
      let output = try await bench.shell(script) { $0.after = after(ids) }
      #expect(output == "1000 \(ids[99]) none\n")
    }
  }

  @Test func filesMadeForAChildGoWithItsLogs() async throws {
    try await EngineBench.run { bench async throws in
      let parent = try await bench.submit(NewJob(.handler(name: "echo", payload: "1")))
      let child = try await bench.finish(.shell("cat $JOBD_PARENT_1_RESULT") { $0.after = after([parent]) })
      let directory = bench.queue.files.paths(child.id, start: 1).parents
      #expect(FileManager.default.fileExists(atPath: directory + "/1"))
      try await bench.queue.delete(child.id)
      #expect(!FileManager.default.fileExists(atPath: directory))
    }
  }

  private func claimed(_ parents: [ParentResult]) -> ClaimedJob {
    ClaimedJob(
      fence: Fence(job: JobID(99), start: 1, boot: 1), attempt: 1, maxAttempts: 1, startedAt: .noon, createdAt: .noon,
      queueID: 1, spec: .noop(), parents: parents)
  }

  private func preparing(_ bench: EngineBench) -> ParentFiles {
    ParentFiles(reader: ResultReader(store: bench.queue.store, files: bench.queue.files, watch: bench.queue.watch))
  }

  @Test func eachParentHasTheFileItMadeOrOneThatIsMadeForIt() async throws {
    try await EngineBench.run { bench async throws in
      let shell = try await bench.finish(.shell("echo out"))
      let echo = try await bench.finish(NewJob(.handler(name: "echo", payload: "[1]")))
      let failed = try await bench.finish(NewJob(.handler(name: "fail", payload: nil)))
      let files = bench.queue.files
      let paths = files.paths(JobID(99), start: 1)
      let prepared = try await preparing(bench).prepare(claimed([shell, echo, failed].map { ParentResult($0) }), paths)
      #expect(
        prepared == [
          ParentFile(id: shell.id, state: .succeeded, path: files.paths(shell.id, start: 1).stdout),
          ParentFile(id: echo.id, state: .succeeded, path: paths.parent(2)),
          ParentFile(id: failed.id, state: .failed, path: nil),
        ])
      #expect(try String(contentsOfFile: paths.parent(2), encoding: .utf8) == "[1]")
      // Who follows nobody gets no directory.
      let alone = files.paths(JobID(98), start: 1)
      #expect(try await preparing(bench).prepare(claimed([]), alone).isEmpty)
      #expect(!FileManager.default.fileExists(atPath: alone.parents))
    }
  }

  @Test func outputThatIsGoneIsNotTakenForNone() async throws {
    try await EngineBench.run { bench async throws in
      let parent = try await bench.finish(.shell("echo out"))
      let files = bench.queue.files
      let output = files.paths(parent.id, start: 1).stdout
      try FileManager.default.removeItem(atPath: output)
      #expect(symlink("/etc/passwd", output) == 0)
      let fault = await #expect(throws: ParentFault.self) {
        _ = try await preparing(bench).prepare(claimed([ParentResult(parent)]), files.paths(JobID(99), start: 1))
      }
      guard case .gone(parent.id, what: "stdout") = fault else {
        Issue.record("\(fault as Any)")
        return
      }
      let child = try await bench.finish(.shell("true") { $0.after = after([parent.id]) })
      #expect(child.state == .failed && child.failure?.code == "output_gone")
      #expect(
        child.failure?.message.hasPrefix("the stdout of job \(parent.id), which this one follows, is gone") == true)
    }
  }

  @Test func faultSaysWhatKeptTheAttemptFromItsParents() {
    let paths = LogFiles(root: "/logs", store: "m").paths(JobID(7), start: 1)
    let denied = ParentFault.file(.permissionDenied).outcome(paths)
    guard case .spawnFailed(let failure) = denied else {
      Issue.record("\(denied)")
      return
    }
    #expect(failure.code == "EACCES" && failure.message.hasPrefix("cannot write to \(paths.parents): "))
    // A full disk costs no attempt.
    guard case .resourceShortage = ParentFault.file(.noSpace).outcome(paths) else {
      Issue.record("a shortage passes")
      return
    }
    guard case .file(.ioError) = ParentFault(.store(.closed)) else {
      Issue.record("a store that cannot be read")
      return
    }
  }
}
