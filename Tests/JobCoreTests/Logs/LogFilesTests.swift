// The files of attempts: made for one start, and gone with their job.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct LogFilesTests {
  @Test func deletedJobTakesItsFilesAlong() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(
        .shell("echo a; echo b >&2; echo r > $JOBD_RESULT; exit $((2 - JOBD_ATTEMPT))") {
          $0.retry = .attempts(2)
        })
      let directory = bench.queue.files.paths(job.id, start: 1).directory
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 6)
      try await bench.queue.delete(job.id)
      // Nothing else is in there: the directory goes with it.
      #expect(!FileManager.default.fileExists(atPath: directory))
      await #expect(throws: JobError.notFound(job.id)) { _ = try await bench.queue.job(job.id) }
    }
  }

  // MARK: Alone

  private struct Room {
    let scratch: TemporaryDirectory
    let files: LogFiles
    let paths: LogFiles.Paths

    init() throws {
      scratch = try TemporaryDirectory()
      files = LogFiles(root: "\(scratch.path)/logs", store: "m")
      paths = files.paths(JobID(2_007), start: 3)
    }

    /// All files of the start, as an earlier one may have left them.
    var all: [String] { [paths.stdout, paths.stderr, paths.result, paths.draft, paths.token, paths.parent(1)] }

    func leave() throws {
      try FileManager.default.createDirectory(atPath: paths.parents, withIntermediateDirectories: true)
      for path in all { try "old".write(toFile: path, atomically: false, encoding: .utf8) }
    }

    func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
  }

  @Test func pathsNameStoreJobAndStart() {
    let files = LogFiles(root: "/logs", store: "m")
    let paths = files.paths(JobID(2_007), start: 3)
    #expect(paths.directory == "/logs/store-m/2" && paths.directory == files.directory(2))
    #expect(paths.path(.stdout) == "/logs/store-m/2/2007.3.out" && paths.path(.stderr) == "/logs/store-m/2/2007.3.err")
    #expect(paths.parent(1) == "/logs/store-m/2/2007.3.parents/1")
    #expect(paths.batch(2) == "/logs/store-m/2/2007.3.parents/b2")
    #expect(paths.output(of: JobID(9), in: 2) == "/logs/store-m/2/2007.3.parents/b2.9")
    #expect(files.paths(JobID(999), start: 1).directory == "/logs/store-m/0")
    #expect(files.paths(JobID(1_000), start: 1).directory == "/logs/store-m/1")
    #expect(LogFiles.isResult(paths.result) && !LogFiles.isResult(paths.stdout))
  }

  @Test func firstFileOfAStartMakesItsDirectoryForItsOwnerOnly() throws {
    let room = try Room()
    let file = try room.files.openFirst(room.paths)
    try file.writeAll("a".utf8)
    try file.close()
    for (path, mode) in [(room.paths.stdout, 0o600), (room.paths.directory, 0o700), (room.files.home, 0o700)] {
      var status = stat()
      #expect(stat(path, &status) == 0 && Int(status.st_mode) & 0o777 == mode, "\(path)")
    }
  }

  /// A start with this number was there before, in a database that has been put back from a copy.
  @Test func nothingThatIsThereIsOfAStartThatBegins() throws {
    let room = try Room()
    try room.leave()
    try room.files.openFirst(room.paths).close()
    #expect(room.all.filter(room.isThere) == [room.paths.stdout])
    #expect(try String(contentsOfFile: room.paths.stdout, encoding: .utf8) == "")
  }

  @Test func anotherLogTakesThePlaceOfWhatIsThereAlone() throws {
    let room = try Room()
    try room.leave()
    try room.files.openNew(.stderr, room.paths).close()
    #expect(room.all.allSatisfy(room.isThere))
    #expect(try String(contentsOfFile: room.paths.stderr, encoding: .utf8) == "")
    #expect(try String(contentsOfFile: room.paths.stdout, encoding: .utf8) == "old")
  }

  @Test func logIsGoneOnWithUnlessItIsNone() throws {
    let room = try Room()
    let outside = "\(room.scratch.path)/outside"
    try "untouched".write(toFile: outside, atomically: false, encoding: .utf8)
    func append(_ text: String) throws {
      let file = try room.files.openForAppending(room.paths.stdout, in: room.paths.directory)
      try file.writeAll(text.utf8)
      try file.close()
    }
    try append("one")
    try append(" two")
    #expect(try String(contentsOfFile: room.paths.stdout, encoding: .utf8) == "one two")
    #expect(unlink(room.paths.stdout) == 0 && symlink(outside, room.paths.stdout) == 0)
    try append("three")
    #expect(try String(contentsOfFile: room.paths.stdout, encoding: .utf8) == "three")
    #expect(try String(contentsOfFile: outside, encoding: .utf8) == "untouched")
  }

  @Test func directoryThatIsRemovedInBetweenIsMadeAgain() throws {
    let room = try Room()
    var tries = 0
    let value = try LogFiles.inDirectory(room.paths.directory) { () throws(Errno) in
      tries += 1
      if tries < 3 { throw .noSuchFileOrDirectory }
      return room.isThere(room.paths.directory)
    }
    #expect(value && tries == 3)
    tries = 0
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try LogFiles.inDirectory(room.paths.directory) { () throws(Errno) -> Void in
        tries += 1
        throw .noSuchFileOrDirectory
      }
    }
    #expect(tries == 4, "not for ever")
    tries = 0
    #expect(throws: Errno.permissionDenied) {
      try LogFiles.inDirectory(room.paths.directory) { () throws(Errno) -> Void in
        tries += 1
        throw .permissionDenied
      }
    }
    #expect(tries == 1, "what else is wrong is no lack of a directory")
  }

  @Test func filesOfAStartGoAndThoseOfOthersStay() throws {
    let room = try Room()
    try room.leave()
    let other = room.files.paths(JobID(2_008), start: 1)
    try room.files.openFirst(other).close()
    room.files.remove([DeletedJob(id: JobID(2_007), starts: [2])])
    #expect(room.all.allSatisfy(room.isThere), "of another start")
    room.files.remove([DeletedJob(id: JobID(2_007), starts: [2, 3])])
    #expect(!room.all.contains(where: room.isThere) && !room.isThere(room.paths.parents) && room.isThere(other.stdout))
    room.files.remove([DeletedJob(id: JobID(2_008), starts: [1]), DeletedJob(id: JobID(99), starts: [1])])
    #expect(!room.isThere(room.paths.directory) && room.isThere(room.files.home))
  }
}
