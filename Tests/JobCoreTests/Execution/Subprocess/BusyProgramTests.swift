// Programs that somebody is writing.

import Foundation
import Logging
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct BusyProgramTests {
  private let directory: TemporaryDirectory
  private let script: String
  private let writer: FileDescriptor

  init() throws {
    directory = try TemporaryDirectory()
    script = "\(directory.path)/script"
    writer = try FileDescriptor.open(
      FilePath(script), .writeOnly, options: [.create, .closeOnExec], permissions: FilePermissions(rawValue: 0o700))
    try writer.writeAll("#!/bin/sh\nexit 7\n".utf8)
  }

  @Test func programIsStartedOnceItHasBeenWritten() async throws {
    let tries = Mutex<[Int]>([])
    let end = try await run { number in
      tries.withLock { $0.append(number) }
      // Another process that has been forked meanwhile may still hold a copy of it.
      if number == 1 { try? writer.close() } else { await Task.yield() }
      return true
    }
    guard case .exited(7) = end else {
      Issue.record("ended as \(end)")
      return
    }
    #expect(tries.withLock(\.first) == 1)
  }

  @Test func programThatStaysOpenIsGivenUp() async throws {
    let tries = Mutex(0)
    let end = try await run { number in
      tries.withLock { $0 = number }
      return number < 3
    }
    try writer.close()
    guard case .failed(let error) = end else {
      Issue.record("ended as \(end)")
      return
    }
    #expect(BusyProgram.isReason(of: error))
    #expect(tries.withLock(\.self) == 3)
  }

  @Test func pausesAreCounted() async throws {
    try writer.close()
    for number in 1...Limits.busyProgramPausesMillis.count { #expect(await BusyProgram.pause(after: number)) }
    #expect(await !BusyProgram.pause(after: Limits.busyProgramPausesMillis.count + 1))
  }

  private func run(_ waits: @escaping @Sendable (Int) async -> Bool) async throws -> ChildEnd {
    let null = try FileDescriptor.open("/dev/null", .readWrite, options: [.closeOnExec])
    let child = ChildRun(ProcessTeardown(), logger: Logger(label: "test"), waitsForWriter: waits)
    let end = await child.run(
      ChildStart(paths: [script], arguments: [script], environment: []),
      ChildRun.Streams(input: null, output: null, error: null)
    ) { _ in }
    try null.close()
    return end
  }
}
