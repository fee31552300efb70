// The limit on a log holds for whoever writes it, also when the job has ended.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct HeldLogsTests {
  /// Bytes that a file takes on the disk, by a path that holds also when its name is gone.
  private func blocks(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_blocks) * 512 : -1
  }

  private func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : -1
  }

  private static let flood = """
    (while [ ! -e go ]; do sleep 0.02; done; head -c 12000000 /dev/zero | tr '\\0' x; echo end; touch written
     while [ ! -e quit ]; do sleep 0.02; done; echo over; touch over) &
    echo $! > child
    """

  private func leave(_ bench: EngineBench) async throws -> Job {
    try await bench.finish(
      .shell(Self.flood) {
        $0.process.workingDirectory = bench.scratch.path
        $0.process.logLimitBytes = 65_536
      })
  }

  private func has(_ bench: EngineBench, _ name: String) -> Bool {
    access("\(bench.scratch.path)/\(name)", F_OK) == 0
  }

  @Test func limitHoldsForWhatAJobHasLeftBehind() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await leave(bench)
      #expect(job.state == .succeeded)
      let path = bench.queue.files.paths(job.id, start: 1).stdout
      try bench.touch("go")
      try await eventually { has(bench, "written") }
      try await eventually("12 MB are kept under a limit of 64 KiB: \(blocks(path))") {
        size(path) == 12_000_004 && blocks(path) < 200_000
      }
      // Both streams.
      #expect(bench.queue.heldLogs.count == 2)
      try bench.touch("quit")
      // Nobody writes it any more: nobody looks at it any more.
      try await eventually("it is watched for ever") { has(bench, "over") && bench.queue.heldLogs.count == 0 }
      let log = try await bench.queue.log(job.id, stream: .stdout, attempt: nil)
      let tail = await log.read(at: log.size - 9, count: 9)
      #expect(String(decoding: tail, as: UTF8.self) == "end\nover\n")
    }
  }

  @Test func limitHoldsWhenTheJobHasBeenRemoved() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await leave(bench)
      let child = try String(contentsOfFile: "\(bench.scratch.path)/child", encoding: .utf8)
      let open = "/proc/\(child.trimmingCharacters(in: .whitespacesAndNewlines))/fd/1"
      try await bench.queue.delete(job.id)
      try bench.touch("go")
      try await eventually { has(bench, "written") }
      try await eventually("an unlinked log grows without a bound: \(blocks(open))") {
        size(open) == 12_000_004 && blocks(open) < 200_000
      }
      try bench.touch("quit")
      try await eventually("it is watched for ever") { has(bench, "over") && bench.queue.heldLogs.count == 0 }
    }
  }

  @Test func limitHoldsOverARestart() async throws {
    let scratch = try TemporaryDirectory()
    var job: Job?
    try await EngineBench.run(in: scratch) { bench async throws in job = try await leave(bench) }
    try await EngineBench.run(in: scratch) { bench async throws in
      let path = bench.queue.files.paths(try #require(job).id, start: 1).stdout
      try await eventually("the log of an earlier boot is not found") { bench.queue.heldLogs.count == 2 }
      try bench.touch("go")
      try await eventually("12 MB are kept under a limit of 64 KiB: \(blocks(path))") {
        size(path) == 12_000_004 && blocks(path) < 200_000
      }
      try bench.touch("quit")
      try await eventually("it is watched for ever") { has(bench, "over") && bench.queue.heldLogs.count == 0 }
    }
  }

  @Test func nothingIsKeptOfJobsThatLeaveNothingBehind() async throws {
    try await EngineBench.run { bench async throws in
      // It ends when what it leaves has let the log go, and not a moment before: until then the log is watched, rightly.
      let leaving = "(exec >/dev/null 2>&1; : > $d; sleep 1) & until [ -e $d ]; do sleep 0.01; done; rm $d"
      for _ in 0..<20 { _ = try await bench.finish(.shell("d=$(mktemp -u); echo a; echo b >&2; \(leaving)")) }
      #expect(bench.queue.heldLogs.count == 0)
    }
  }
  /// Of the processes that have it open some may be gone when their turn comes.
  @Test func logIsFoundByWhoeverHasItStill() async throws {
    let directory = try TemporaryDirectory()
    let file = try FileDescriptor.open(
      "\(directory.path)/1.1.out", .writeOnly, options: [.create], permissions: .ownerReadWrite)
    HeldLogs.mark(file)
    let held = HeldLogs(logger: .silent)
    held.adopt(
      ["/proc/\(Int32.max)/fd/1", "/proc/self/fd/\(file.rawValue)"], of: "\(directory.path)/1.1.out", limit: 65_536)
    try await eventually { held.count == 1 }
    try file.close()
  }

  /// A user can have any file in the place of a log, in a name space of their own, and root would cut it.
  @Test(.enabled(if: geteuid() == 0, "only root sees the processes of others"))
  func rootKeepsOnlyWhatItFindsThereItself()
    async throws
  {
    let directory = try TemporaryDirectory()
    let files = try ["other", "1.1.out"].map { name in
      try FileDescriptor.open(
        FilePath("\(directory.path)/\(name)"), .readWrite, options: [.create], permissions: .ownerReadWrite)
    }
    let bytes = [UInt8](repeating: 1, count: 1 << 20)
    let held = HeldLogs(logger: .silent)
    for file in files {
      try file.writeAll(bytes)
      HeldLogs.mark(file)
      held.adopt(["/proc/self/fd/\(file.rawValue)"], of: "\(directory.path)/1.1.out", limit: 65_536)
    }
    func isWhole(_ file: FileDescriptor) throws -> Bool {
      var read = bytes
      return try read.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: 0, into: $0) } == bytes.count
        && read == bytes
    }
    // In their order: when the log is cut, the other file has been judged.
    try await eventually { try !isWhole(files[1]) }
    #expect(try isWhole(files[0]))
    for file in files { try file.close() }
  }
}
