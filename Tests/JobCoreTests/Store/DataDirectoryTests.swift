// Where an engine lives: one at a time, and under a path that holds wherever a child works.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct DataDirectoryTests {
  @Test func relativePathIsMadeAbsolute() throws {
    let scratch = try TemporaryDirectory()
    let depth = FileManager.default.currentDirectoryPath.split(separator: "/").count
    let relative = String(repeating: "../", count: depth) + scratch.path.dropFirst() + "/data"
    let directory = try DataDirectory(path: relative)
    #expect(directory.path.hasPrefix("/") && directory.path.hasSuffix("/data"))
    #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/data/logs"))
    #expect(throws: OpenError.self) { _ = try DataDirectory(path: "\(scratch.path)/data") }
  }

  /// What is just being started by a daemon that has been killed has the lock until its exec.
  @Test func lockThatIsGivenUpInAMomentIsWaitedFor() async throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/data"
    try DataDirectory(path: path).unlock()
    let held = open("\(path)/jobd.lock", O_RDWR | O_CLOEXEC)
    #expect(flock(held, LOCK_EX | LOCK_NB) == 0)
    #expect(throws: OpenError.self) { _ = try DataDirectory(path: path) }
    async let opened = DataDirectory.open(path: path)
    // Not before it has been looked at once; when that is does not matter to the outcome.
    await Task.yield()
    close(held)
    try await opened.unlock()
  }

  @Test func lockThatIsKeptIsSaidToBeInUse() async throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/data"
    let first = try DataDirectory(path: path)
    let start = ContinuousClock.now
    await #expect(throws: OpenError.inUse(path: path, holder: "process \(getpid())")) {
      _ = try await DataDirectory.open(path: path)
    }
    #expect(ContinuousClock.now - start >= .micros(Limits.lockWaitMicros))
    first.unlock()
  }
}
