// The standard streams of a child: given whole, kept byte for byte.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct ChildStreamsTests {
  @Test func inputIsGivenWholeOrNotAtAll() async throws {
    try await EngineBench.run { bench async throws in
      let big = [UInt8]((0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      #expect(try await bench.shell("cat") { $0.process.stdin = Array("a\0b".utf8) } == "a\0b")
      #expect(try await bench.shell("wc -c") { $0.process.stdin = big } == "10000000\n")
      // A child that does not read costs nothing and hangs nobody.
      #expect(try await bench.finish(.shell("exit 0") { $0.process.stdin = big }).state == .succeeded)
      #expect(try await bench.shell("cat; echo end") == "end\n")
      #expect(try await bench.shell("cat; echo end") { $0.process.stdin = [] } == "end\n")
    }
  }

  @Test func outputIsKeptByteForByte() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.shell(#"printf '\000\377\376a\n'; printf 'e\000' >&2"#))
      #expect(try await bench.bytes(job.id) == [0, 255, 254, 97, 10])
      #expect(try await bench.bytes(job.id, .stderr) == [101, 0])
      #expect(job.log == LogSummary(stdoutBytes: 5, stderrBytes: 2))
      let merged = try await bench.finish(.shell("echo a; echo b >&2; echo c") { $0.process.mergesStderr = true })
      #expect(try await bench.output(merged.id) == "a\nb\nc\n")
      #expect(try await bench.output(merged.id, .stderr) == "")
      #expect(merged.log.stderrBytes == 0)
    }
  }

  // MARK: Alone

  private func open(_ files: LogFiles, _ change: (inout ProcessOptions) -> Void = { _ in }) throws -> ChildStreams {
    var options = ProcessOptions()
    change(&options)
    return try ChildStreams(files.paths(JobID(1), start: 1), files: files, options: options)
  }

  private func read(_ file: FileDescriptor) throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 100)
    let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
    return Array(buffer[..<count])
  }

  @Test func eachStreamHasItsFileUnlessTheyAreOne() throws {
    let scratch = try TemporaryDirectory()
    let files = LogFiles(root: scratch.path, store: "m")
    let paths = files.paths(JobID(1), start: 1)
    let apart = try open(files)
    try apart.stdout.writeAll("12345".utf8)
    try apart.stderr.writeAll("1".utf8)
    #expect(apart.paths == [paths.stdout, paths.stderr])
    #expect(apart.measure(isTruncated: true) == LogSummary(stdoutBytes: 5, stderrBytes: 1, isTruncated: true))
    apart.close()
    // The next one of the same start begins anew.
    let merged = try open(files) { $0.mergesStderr = true }
    defer { merged.close() }
    try merged.stderr.writeAll("123".utf8)
    #expect(merged.paths == [paths.stdout])
    #expect(merged.measure(isTruncated: false) == LogSummary(stdoutBytes: 3, stderrBytes: 0))
    #expect(!FileManager.default.fileExists(atPath: paths.stderr))
  }

  @Test func inputIsWhatIsGivenOrNothing() throws {
    for bytes in [[], [1, 0, 2]] as [[UInt8]] {
      let file = try ChildStreams.input(bytes)
      #expect(try read(file) == bytes)
      #expect(try read(file).isEmpty, "and then its end")
      try file.close()
    }
    let none = try ChildStreams.input(nil)
    #expect(try read(none).isEmpty)
    try none.close()
  }

  @Test func inputOfAnInteractiveChildStaysOpenUntilItIsOver() async throws {
    let scratch = try TemporaryDirectory()
    let streams = try open(LogFiles(root: scratch.path, store: "m")) {
      $0.stdin = [1, 2]
      $0.isInteractive = true
    }
    let pipe = try #require(streams.pipe)
    let child = try streams.stdin.duplicate()
    defer { try? child.close() }
    #expect(await pipe.send([3], isLast: false, within: 0) == .accepted(1, isClosed: false))
    #expect(try read(child) == [1, 2, 3])
    streams.close()
    #expect(try read(child).isEmpty, "and then its end")
  }

  @Test func logsAreHeldAsLongAsSomebodyHasThemOpen() throws {
    let scratch = try TemporaryDirectory()
    let files = LogFiles(root: scratch.path, store: "m")
    let streams = try open(files)
    let path = files.paths(JobID(1), start: 1).stderr
    let other = try FileDescriptor.open(FilePath(path), .readOnly)
    defer { try? other.close() }
    #expect(flock(other.rawValue, LOCK_EX | LOCK_NB) != 0)
    streams.close()
    #expect(flock(other.rawValue, LOCK_EX | LOCK_NB) == 0)
  }

  @Test func logThatCannotBeOpenedIsSaidAndLeavesNothingOpen() throws {
    let scratch = try TemporaryDirectory()
    // The directory of logs would have to be made in a file.
    let root = "\(scratch.path)/file"
    try "x".write(toFile: root, atomically: false, encoding: .utf8)
    #expect(throws: Errno.notDirectory) { try open(LogFiles(root: root, store: "m")) { $0.stdin = [1] } }
  }
}
