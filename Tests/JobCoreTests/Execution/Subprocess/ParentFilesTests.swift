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
      let made = try await preparing(bench).prepareAll(claimed([shell, echo, failed].map { ParentResult($0) }), paths)
      #expect(
        made.parents == [
          ParentFile(id: shell.id, state: .succeeded, path: files.paths(shell.id, start: 1).stdout),
          ParentFile(id: echo.id, state: .succeeded, path: paths.parent(2)),
          ParentFile(id: failed.id, state: .failed, path: nil),
        ])
      #expect(try String(contentsOfFile: paths.parent(2), encoding: .utf8) == "[1]")
      // Who follows nobody gets no directory.
      let alone = files.paths(JobID(98), start: 1)
      #expect(try await preparing(bench).prepareAll(claimed([]), alone).parents.isEmpty)
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
        _ = try await preparing(bench).prepareAll(claimed([ParentResult(parent)]), files.paths(JobID(99), start: 1))
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

  /// As root, past the user's quota.
  @Test func copiesForAnotherUserHaveABoundAndSayWhatTheyLeaveOut() async throws {
    try await EngineBench.run { bench async throws in
      let long = try await bench.finish(.shell("echo a long line"))
      let short = try await bench.finish(.shell("echo short"))
      let none = try await bench.finish(.shell("true"))
      var paths = bench.queue.files.paths(JobID(99), start: 1)
      paths.place = "\(bench.scratch.path)/place"
      #expect(mkdir("\(bench.scratch.path)/place", 0o700) == 0)
      let job = claimed([long, short, none].map { ParentResult($0) })
      var room = ParentRoom(outputBytes: 8)
      let made = try await preparing(bench).prepare(job, paths, &room)
      // A file system that lets files share their blocks needs no room.
      let isShared = made[0].path != nil
      #expect(isShared || made[0].omittedBytes == 12)
      #expect(RegularFile.isAnything(paths.parent(1)) == isShared)
      #expect(made[1].path == paths.parent(2) && made[1].omittedBytes == nil)
      #expect(RegularFile.beginning(of: paths.parent(2), bytesMax: 9) == Array("short\n".utf8))
      // A command that has written nothing has an empty output.
      #expect(made[2].path == paths.parent(3) && FileSize.ownBytes(at: paths.parent(3)) == 0)
      #expect(room.outputs == Limits.batchOutputsMax - (isShared ? 3 : 2))
      #expect(room.outputBytes == (isShared ? 8 : 2))
      // Of files there is a bound, too.
      var full = ParentRoom(outputs: 0)
      #expect(try await preparing(bench).prepare(job, paths, &full).map(\.omittedBytes) == [12, 6, 0])
    }
  }

  /// It is there whenever its parent ran: a script can read it in any case.
  @Test func commandThatWroteNothingHasAnEmptyFile() async throws {
    try await EngineBench.run { bench async throws in
      let silent = try await bench.submit(.shell("true"))
      let output = try await bench.shell("set -u; wc -c < $JOBD_PARENT_1_RESULT") { $0.after = after([silent]) }
      #expect(output.trimmingCharacters(in: .whitespacesAndNewlines) == "0")
    }
  }

  /// A part of a copy, say, that could not be removed.
  @Test func resultThatIsNotRecordedIsNone() async throws {
    try await EngineBench.run { bench async throws in
      let parent = try await bench.finish(.shell("echo out"))
      let paths = bench.queue.files.paths(parent.id, start: 1)
      try RegularFile.create(paths.result, with: [1])
      #expect(try await bench.queue.result(parent.id).bytes == Array("out\n".utf8))
      #expect(try preparing(bench).file(of: ParentResult(parent)) == paths.stdout)
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
