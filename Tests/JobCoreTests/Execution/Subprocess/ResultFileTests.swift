// What a job leaves in the place of its result and its logs: only a regular file is one, nothing blocks, and a result is
// the same whenever it is asked for.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct ResultFileTests {
  @Test(
    arguments: [
      ("mkfifo $JOBD_RESULT", "a FIFO"), ("ln -s /etc/passwd $JOBD_RESULT", "a symbolic link"),
      ("ln -s /nonexistent $JOBD_RESULT", "a symbolic link"), ("mkdir $JOBD_RESULT", "a directory"),
      ("mkdir $JOBD_RESULT; touch $JOBD_RESULT/x", "a directory"), ("mknod $JOBD_RESULT c 1 5", "a device"),
      ("echo r > $JOBD_RESULT; rm $JOBD_RESULT; mkfifo $JOBD_RESULT", "a FIFO"),
      ("touch $JOBD_RESULT.x; ln $JOBD_RESULT.x $JOBD_RESULT", "a hard link"),
    ])
  func whatIsNoRegularFileFailsTheJob(_ command: String, _ word: String) async throws {
    if command.hasPrefix("mknod") && getuid() != 0 { return }
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.shell(command))
      #expect(job.state == .failed && job.reason == .error && !job.hasResult)
      #expect(
        job.failure?.code == "result" && job.failure?.message.contains(word) == true, "\(String(describing: job))")
      await #expect(throws: JobError.noResult(job.id, state: .failed)) { _ = try await bench.queue.result(job.id) }
    }
  }

  @Test func aCommandThatFailedByItselfKeepsItsReason() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.shell("mkfifo $JOBD_RESULT; exit 3"))
      #expect(job.state == .failed && job.reason == .exit && job.exitCode == 3)
      let retried = try await bench.finish(
        .shell("[ $JOBD_ATTEMPT = 2 ] && echo good > $JOBD_RESULT || mkfifo $JOBD_RESULT") {
          $0.retry = .attempts(2)
        })
      #expect(retried.state == .succeeded && retried.attempt == 2)
      #expect(try await bench.queue.result(retried.id).bytes == Array("good\n".utf8))
    }
  }

  @Test func theResultStaysAsItWasAtTheEnd() async throws {
    try await EngineBench.run { bench async throws in
      let late = """
        exec 3>> $JOBD_RESULT; while [ ! -e go ]; do sleep 0.02; done
        echo late >&3; echo late; echo late > $JOBD_RESULT; touch done
        """
      for (head, result) in [("echo r > $JOBD_RESULT; echo out", "r\n"), ("echo out; unset JOBD_RESULT", "out\n")] {
        let command = head.contains("unset") ? late.replacing("$JOBD_RESULT", with: "/dev/null") : late
        let job = try await bench.finish(
          .shell("\(head); (\(command)) &") { $0.process.workingDirectory = bench.scratch.path })
        #expect(try await bench.queue.result(job.id).bytes == Array(result.utf8))
        try bench.touch("go")
        try await eventually { access("\(bench.scratch.path)/done", F_OK) == 0 }
        for _ in 0..<3 { #expect(try await bench.queue.result(job.id).bytes == Array(result.utf8)) }
        for name in ["go", "done"] { unlink("\(bench.scratch.path)/\(name)") }
      }
    }
  }

  @Test func aLargeResultIsAFileForFollowUpsAndABeginningForOthers() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.shell("head -c 3000000 /dev/zero > $JOBD_RESULT"))
      let result = try await bench.queue.result(job.id)
      #expect(result.bytes.count == Int(Limits.resultBytesMax) && result.sizeBytes == 3_000_000)
      let size = try await bench.shell("wc -c < $JOBD_PARENT_1_RESULT") { $0.after = [Dependency(.job(job.id))] }
      #expect(size.trimmingCharacters(in: .whitespacesAndNewlines) == "3000000")
    }
  }

  @Test(arguments: ["mkfifo $log", "ln -s /etc/passwd $log", "mkdir $log", "true"])
  func aLogThatTheJobReplacesBlocksNobodyAndShowsNothingElse(_ replace: String) async throws {
    try await EngineBench.run { bench async throws in
      let script =
        "set -e; log=$(readlink /proc/$$/fd/1); rm $log; \(replace); touch up; while [ ! -e go ]; do sleep 0.02; done"
      let id = try await bench.submit(.shell(script) { $0.process.workingDirectory = bench.scratch.path })
      try await eventually { access("\(bench.scratch.path)/up", F_OK) == 0 }
      #expect(try await bench.bytes(id).isEmpty)
      #expect(try await bench.queue.job(id).log.stdoutBytes == 0)
      let follower = try await bench.queue.follow(id, stream: .stdout, attempt: nil)
      async let rest = follower.next()
      try bench.touch("go")
      #expect(try await bench.end(of: id).state == .succeeded)
      #expect(try await rest == nil)
      #expect(try await bench.queue.result(id).bytes.isEmpty)
      let child = try await bench.shell("env | grep -c ^JOBD_PARENT_1_RESULT; true") {
        $0.after = [Dependency(.job(id))]
      }
      #expect(child == "0\n")
      try await bench.queue.delete(id)
    }
  }

  @Test func whatAJobPutsInThePlaceOfAnothersFilesIsMovedAway() async throws {
    try await EngineBench.run { bench async throws in
      let target = "\(bench.scratch.path)/target"
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
      for name in ["1", "file"] { try Data("kept".utf8).write(to: URL(filePath: "\(target)/\(name)")) }
      let parent = try await bench.submit(NewJob(.handler(name: "echo", payload: #""json""#)))
      let script = """
        set -e; cd $(dirname $(readlink /proc/$$/fd/1)); mkfifo 3.1.out; ln -s \(target)/file 3.1.err
        ln -s \(target) 3.1.parents; ln -s \(target)/file 3.1.draft; ln -s \(target)/file 3.1.token
        """
      let planted = try await bench.finish(.shell(script))
      #expect(planted.state == .succeeded)
      let victim = try await bench.finish(
        .shell("echo out; echo err >&2; cat $JOBD_PARENT_1_RESULT; rm -f $JOBD_RESULT; echo r > $JOBD_RESULT") {
          $0.after = [Dependency(.job(parent))]
        })
      #expect(victim.id.value == 3 && victim.state == .succeeded)
      #expect(try await bench.output(victim.id) == "out\n\"json\"")
      #expect(try await bench.output(victim.id, .stderr) == "err\n")
      #expect(try await bench.queue.result(victim.id).bytes == Array("r\n".utf8))
      try await bench.queue.delete(victim.id)
      for name in ["1", "file"] { #expect(try String(contentsOfFile: "\(target)/\(name)", encoding: .utf8) == "kept") }
    }
  }

  @Test func nothingStaysOfATreeInThePlaceOfTheResult() async throws {
    try await EngineBench.run { bench async throws in
      let script = "mkdir -p $JOBD_RESULT/a/b/c && touch $JOBD_RESULT/a/b/c/x && chmod 0 $JOBD_RESULT/a/b"
      let job = try await bench.finish(.shell(script))
      #expect(job.state == .failed && job.failure?.message.contains("a directory") == true)
      let draft = bench.queue.files.paths(job.id, start: 1).draft
      try await eventually("what the job has left stays") { access(draft, F_OK) != 0 }
      // What it leaves after its end goes with it.
      try FileManager.default.createDirectory(atPath: draft + "/late/r", withIntermediateDirectories: true)
      try await bench.queue.delete(job.id)
      #expect(access(draft, F_OK) != 0)
    }
  }

  @Test func removalDoesNotFollowLinks() async throws {
    try await EngineBench.run { bench async throws in
      let target = "\(bench.scratch.path)/target"
      try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
      try Data("kept".utf8).write(to: URL(filePath: "\(target)/1"))
      let script = "set -e; cd $(dirname $(readlink /proc/$$/fd/1)); ln -s \(target) $JOBD_JOB_ID.1.parents"
      let job = try await bench.finish(.shell(script))
      try await bench.queue.delete(job.id)
      #expect(access("\(target)/1", F_OK) == 0)
      let directory = bench.queue.files.paths(job.id, start: 1).directory
      #expect(!FileManager.default.fileExists(atPath: directory))
    }
  }

  /// The user may have moved a file of root's there, which lies where that user may rename it.
  @Test(.enabled(if: geteuid() == 0, "only root takes over what is another user's"))
  func onlyTheFileThatWasSeenIsTakenOver() throws {
    let scratch = try TemporaryDirectory()
    let (seen, other) = ("\(scratch.path)/seen", "\(scratch.path)/other")
    for path in [seen, other] { try Data("x".utf8).write(to: URL(filePath: path)) }
    #expect(chown(seen, 65_534, gid_t.max) == 0)
    var status = stat()
    #expect(lstat(seen, &status) == 0)
    #expect(throws: (any Error).self) { _ = try ResultFile.adopt(other, from: 65_534, status) }
    #expect(access(other, F_OK) != 0)
    #expect(try !ResultFile.adopt(seen, from: 65_534, status))
    #expect(lstat(seen, &status) == 0 && status.st_uid == 0 && status.st_mode & 0o777 == 0o400)
  }

  /// A place in which there is a result of another user, of so many bytes.
  private func place(_ scratch: TemporaryDirectory, logs: String, bytes: Int64) throws -> LogFiles.Paths {
    var paths = LogFiles.Paths(directory: logs, stem: "7.1")
    paths.place = "\(scratch.path)/place"
    for path in ["\(scratch.path)/place", logs] where access(path, F_OK) != 0 { #expect(mkdir(path, 0o700) == 0) }
    let file = try RegularFile.create(paths.draft)
    defer { close(file.rawValue) }
    try file.writeAll([1, 2, 3])
    #expect(ftruncate(file.rawValue, off_t(bytes)) == 0 && fchown(file.rawValue, 65_534, gid_t.max) == 0)
    return paths
  }

  /// It would go on writing what is root's by then.
  @Test(.enabled(if: geteuid() == 0, "only root takes over what is another user's"))
  func largeResultThatSomebodyStillWritesIsCopied() async throws {
    let scratch = try TemporaryDirectory()
    let paths = try place(scratch, logs: "\(scratch.path)/logs", bytes: 3_000_000)
    let writer = try RegularFile.open(paths.draft, O_WRONLY)
    defer { close(writer.rawValue) }
    guard case .result = await ResultFile.take(paths, .later, owner: 65_534) else {
      Issue.record("it is not taken")
      return
    }
    try writer.writeAll(toAbsoluteOffset: 3_000_000, [4])
    try writer.writeAll(toAbsoluteOffset: 0, [9])
    #expect(FileSize.ownBytes(at: paths.result) == 3_000_000)
    #expect(RegularFile.beginning(of: paths.result, bytesMax: 3) == [1, 2, 3])
  }

  /// It may never answer.
  @Test(.enabled(if: geteuid() == 0, "only root mounts"), arguments: ["", "/result"])
  func resultInAMountIsNone(_ name: String) async throws {
    let scratch = try TemporaryDirectory()
    let paths = try place(scratch, logs: "\(scratch.path)/logs", bytes: 3)
    let target = "\(scratch.path)/place\(name)"
    if !name.isEmpty { #expect(unlink(target) == 0 && mkdir(target, 0o700) == 0) }
    // Not everywhere may root mount.
    if mount("none", target, "tmpfs", 0, nil) != 0 { return }
    defer { umount(target) }
    guard case .intruder(let failure) = await ResultFile.take(paths, .later, owner: 65_534) else {
      Issue.record("it is asked for")
      return
    }
    #expect(failure.message.contains("mounted"))
  }

  /// The logs may lie on another disk than the places of attempts.
  @Test(.enabled(if: geteuid() == 0 && OtherDisk.isThere, "needs two file systems"))
  func resultComesToAnotherDiskAsAWholeOrNotAtAll() async throws {
    let (scratch, logs) = (try TemporaryDirectory(), try OtherDisk())
    let paths = try place(scratch, logs: logs.path, bytes: 3_000_000)
    guard case .result = await ResultFile.take(paths, .later, owner: 65_534) else {
      Issue.record("it is not taken")
      return
    }
    #expect(FileSize.ownBytes(at: paths.result) == 3_000_000)
    #expect(RegularFile.beginning(of: paths.result, bytesMax: 3) == [1, 2, 3])
    let large = try place(scratch, logs: logs.path, bytes: Int64(Limits.batchOutputBytesMax) + 1)
    guard case .intruder(let failure) = await ResultFile.take(large, .later, owner: 65_534) else {
      Issue.record("it is taken")
      return
    }
    #expect(failure.message.contains("more than \(Limits.batchOutputBytesMax) bytes"))
    #expect(!RegularFile.isAnything(large.result))
  }
}
