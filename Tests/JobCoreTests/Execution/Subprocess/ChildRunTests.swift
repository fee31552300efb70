// One child from its start to its end: told by whoever sees it first, and stopped with its group.

import Foundation
import Glibc
import Logging
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct ChildRunTests {
  private let teardown = ProcessTeardown()
  private let null: Null

  /// Open as long as the test, whatever becomes of the child.
  private final class Null: Sendable {
    let file: FileDescriptor

    init() throws {
      file = try FileDescriptor.open("/dev/null", .readWrite, options: [.closeOnExec])
    }

    deinit {
      Glibc.close(file.rawValue)
    }
  }

  init() throws {
    null = try Null()
  }

  private func run(
    _ child: ChildRun, _ program: String, _ arguments: [String],
    started: @escaping @Sendable (pid_t) -> Void = { _ in }
  ) async -> String {
    let start = ChildStart(paths: [program], arguments: [program] + arguments, environment: [])
    let streams = ChildRun.Streams(input: null.file, output: null.file, error: null.file)
    return "\(await child.run(start, streams, started: started))"
  }

  private func child() -> ChildRun {
    ChildRun(teardown, job: JobID(1), logger: .silent)
  }

  @Test func codeIsTold() async {
    let child = child()
    let number = Noted<pid_t?>(nil)
    #expect(child.pid == nil)
    let end = await run(child, "/bin/sh", ["-c", "exit 7"]) { pid in number.change { $0 = pid } }
    #expect(end == "exited(7)")
    #expect(child.pid != nil && child.pid == number.value)
  }

  @Test func signalIsTold() async {
    #expect(await run(child(), "/bin/sh", ["-c", "kill -SEGV $$"]) == "signaled(11)")
  }

  @Test func programThatIsNotThereHasFailed() async {
    let child = child()
    #expect(await run(child, "/no/such/program", []).hasPrefix("failed("))
    #expect(child.pid == nil)
  }

  @Test func stopEndsTheWholeGroup() async throws {
    let scratch = try TemporaryDirectory()
    let file = "\(scratch.path)/pid"
    let child = child()
    async let end = run(
      child, "/bin/sh", ["-c", "trap '' TERM; sleep 600 & echo $! > \(file).1; mv \(file).1 \(file); wait"])
    try await eventually { FileManager.default.fileExists(atPath: file) }
    let other = try #require(pid_t(try String(contentsOfFile: file, encoding: .utf8).dropLast()))
    teardown.stop(StopOrder(graceMicros: 0))
    #expect(await end == "signaled(9)")
    // It is awaited with its leader.
    #expect(!isAlive(other))
  }

  @Test func stopBeforeTheStartIsNotLost() async {
    teardown.stop(StopOrder(graceMicros: 0))
    #expect(await run(child(), "/bin/sleep", ["600"]) == "signaled(9)")
  }

  @Test func streamsAreFreeAsSoonAsTheyCannotBeUsedAnyMore() async {
    let child = child()
    let calls = Noted(0)
    child.whenStarted { calls.change { $0 += 1 } }
    #expect(calls.value == 1, "nothing is being started")
    let freedInTime = Noted(false)
    let end = await run(child, "/bin/true", []) { _ in freedInTime.change { $0 = calls.value == 1 } }
    child.whenStarted { calls.change { $0 += 1 } }
    #expect(end == "exited(0)" && calls.value == 2 && freedInTime.value)
  }

  /// KILL was long ago, and nobody has told of the end: what has become of the child is looked up.
  @Test func childThatCannotBeKilledIsLeftBehind() async throws {
    let lines = Noted<[NotedLine]>([])
    let teardown = ProcessTeardown(patienceMicros: 0)
    let tries = Noted(0)
    let child = ChildRun(
      teardown, job: JobID(5), logger: Logger(label: "test") { _ in NotingLogHandler(lines: lines) },
      waitsForWriter: { number in
        tries.change { $0 = number }
        await Task.yield()
        return true
      })
    let scratch = try TemporaryDirectory()
    let script = "\(scratch.path)/script"
    // Somebody writes the program for ever, so it is never started.
    let writer = try FileDescriptor.open(
      FilePath(script), .writeOnly, options: [.create, .closeOnExec], permissions: FilePermissions(rawValue: 0o700))
    try writer.writeAll("#!/bin/sh\nexit 0\n".utf8)
    async let end = run(child, script, [])
    try await eventually { tries.value > 0 }
    teardown.stop(StopOrder(graceMicros: 0))
    #expect(await end == "unseen")
    let freed = Noted(false)
    child.whenStarted { freed.change { $0 = true } }
    #expect(!freed.value, "it may still be started")
    try writer.close()
    try await eventually { freed.value }
    #expect(lines.value.map(\.message) == ["a process does not end after KILL, and is left behind"])
    #expect(lines.value.first?.metadata[LogKeys.jobID] == "5")
  }
  /// Its number is kept and nothing else: a user whose jobs trace each other could use up all descriptors.
  @Test func childWhoseEndATracerKeepsIsGivenUpAndReapedOnceItMayBe() async throws {
    let lines = Noted<[NotedLine]>([])
    let teardown = ProcessTeardown(patienceMicros: 200_000)
    let child = ChildRun(
      teardown, job: JobID(6), logger: Logger(label: "test") { _ in NotingLogHandler(lines: lines) })
    let number = Noted<pid_t?>(nil)
    async let end = run(child, "/bin/sleep", ["600"]) { pid in number.change { $0 = pid } }
    try await eventually { number.value != nil }
    let pid = try #require(number.value)
    let tracer = try await Tracer(of: [pid])
    teardown.stop(StopOrder(graceMicros: 0))
    #expect(await end == "unseen")
    #expect(lines.value.map(\.message) == ["a process does not end after KILL, and is left behind"])
    try await eventually("its descriptor is kept") { try descriptors(of: pid) == 0 }
    #expect(isThere(pid) && !isAlive(pid))
    tracer.letGo()
    try await eventually("it is not reaped") { !isThere(pid) }
  }
}
