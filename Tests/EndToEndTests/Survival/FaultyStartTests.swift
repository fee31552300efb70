// A start after a kill on a disk that takes no writes: it hears a stop, it ends with a status that says why, and it goes
// on if the disk works again.

import Foundation
import Testing

@Suite(
  .serialized, .timeLimit(.minutes(3)), .enabled(if: FaultyDisk.library != nil, "needs a C compiler"))
struct FaultyStartTests {
  private static let waits = "the store takes nothing"

  /// What a daemon that was killed while a job ran has left, and the job.
  private func killed() async throws -> (Scratch, Int) {
    let daemon = try await Daemon(Scratch())
    let id = try await daemon.shell("sleep 1000")
    try await daemon.reach(id, "running")
    try await daemon.killHard()
    return (daemon.scratch, id)
  }

  /// A start that has come as far as the jobs that ran, and cannot record what became of them. How much is written
  /// before that is SQLite's business: it is looked for.
  private func stuckStart(_ scratch: Scratch, _ disk: FaultyDisk, _ error: Int32) async throws -> Program {
    for skip in stride(from: 2, to: 80, by: 2) {
      try disk.fail("write", "*jobd.sqlite-wal", error, after: skip)
      let program = try Program(disk.wrapper + [BuiltProgram.jobd] + Daemon.arguments(scratch))
      try await eventually("it ends, waits or is ready") {
        program.status != nil || program.errors.contains(Self.waits) || program.output.contains("ready")
      }
      if program.errors.contains(Self.waits) && program.status == nil { return program }
      #expect(try await program.exit() == 73, "\(program.errors)")
    }
    throw Unexpected("no start waited for the disk")
  }

  @Test func stopEndsAStartThatCannotWrite() async throws {
    let (scratch, id) = try await killed()
    let disk = try FaultyDisk(scratch)
    let program = try await stuckStart(scratch, disk, EIO)
    program.send(SIGTERM)
    program.send(SIGTERM)
    #expect(try await program.exit(within: .seconds(5)) == 73, "\(program.errors)")
    #expect(program.errors.contains("disk I/O error"), "\(program.errors)")
    try disk.heal()
    let next = try await Daemon(scratch)
    #expect(try await next.job(id).string("reason") == "lost")
    #expect(try await next.stop() == 0)
  }

  @Test func startOnAFullDiskSaysSoAndIsGivenUp() async throws {
    let (scratch, id) = try await killed()
    let disk = try FaultyDisk(scratch)
    let program = try await stuckStart(scratch, disk, ENOSPC)
    #expect(try await program.exit(within: .seconds(25)) == 73, "\(program.errors)")
    #expect(program.errors.contains("is full") && program.errors.contains("Free space"), "\(program.errors)")
    #expect(!program.output.contains("ready"))
    try disk.heal()
    let next = try await Daemon(scratch)
    #expect(try await next.job(id).string("reason") == "lost")
  }

  @Test func startGoesOnWhenTheDiskWorksAgain() async throws {
    let (scratch, id) = try await killed()
    let disk = try FaultyDisk(scratch)
    let program = try await stuckStart(scratch, disk, ENOSPC)
    try disk.heal()
    try await eventually("it is ready") { program.output.contains("ready") }
    let answer = try await offPool {
      try RawConnection.answer("GET", "/v1/jobs/\(id)", headers: [:], body: [], at: scratch.file("s"))
    }
    #expect(answer.string("reason") == "lost", "\(answer.text)")
    program.send(SIGTERM)
    #expect(try await program.exit() == 0)
  }
}
