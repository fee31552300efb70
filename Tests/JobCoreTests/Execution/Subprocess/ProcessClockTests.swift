// Births of processes: by them a later boot tells a process of its own from a stranger with the same number.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct ProcessClockTests {
  private let second = Int64(sysconf(Int32(_SC_CLK_TCK)))

  @Test func aBirthIsNotedRightAfterIt() {
    let record: Int64 = 1_000_000
    for start in [record - second, record - 1, record, record + 1] {
      #expect(ProcessClock.matches(start: start, record: record), "\(start - record) ticks")
    }
    for start in [record - second - 1, record + 2, 0] {
      #expect(!ProcessClock.matches(start: start, record: record), "\(start - record) ticks")
    }
  }

  @Test func birthOfAChildIsNow() throws {
    let before = ProcessClock.ticksSinceBoot()
    let child = try SpawnedShell("exec sleep 600")
    let start = try #require(ProcFile.startTicks(child.pid))
    let after = ProcessClock.ticksSinceBoot()
    #expect(before <= start + 1 && start <= after + 1)
    #expect(ProcessClock.matches(start: start, record: after))
    child.kill()
    #expect(ProcFile.startTicks(child.pid) == nil)
  }

  /// The name of a program is in the middle of what the kernel says, and may look like the rest of it.
  @Test func nameOfAProgramIsNoField() throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/a) R 1 2 ("
    try "#!/bin/sh\nsleep 600\nexit 0\n".write(toFile: path, atomically: false, encoding: .utf8)
    #expect(chmod(path, 0o700) == 0)
    let child = try SpawnedShell("", program: path)
    let start = try #require(ProcFile.startTicks(child.pid))
    #expect(ProcessClock.matches(start: start, record: ProcessClock.ticksSinceBoot()))
  }

  @Test func bootOfTheMachineIsOneLine() {
    let boot = ProcessClock.machineBoot()
    #expect(boot == ProcessClock.machineBoot() && !boot.contains("\n"))
    #expect(UUID(uuidString: boot) != nil, "\(boot)")
  }

  @Test func smallFilesAreReadWhole() throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/file"
    #expect(ProcFile.bytes(path) == nil && ProcFile.text(path) == nil)
    let text = String(repeating: "0123456789", count: 5_000)
    for text in ["", text] {
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      #expect(ProcFile.text(path) == text)
    }
    // A directory can be opened and not be read.
    #expect(ProcFile.bytes(scratch.path) == nil)
  }
}
