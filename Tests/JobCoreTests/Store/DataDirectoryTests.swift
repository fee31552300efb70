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

  // MARK: Whose it is

  private func refusal(_ path: String) -> OpenError? {
    do throws(OpenError) {
      try DataDirectory(path: path).unlock()
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [0o770, 0o707, 0o722, 0o1777] as [mode_t]) func directoryThatOthersCanWriteToIsRefused(
    _ mode: mode_t
  ) throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/data"
    try DataDirectory(path: path).unlock()
    #expect(chmod(path, mode) == 0)
    #expect(refusal(path) == .distrusted(path: path, .writable(mode: UInt16(mode))))
    #expect(chmod(path, 0o755) == 0)
    // Its names are no secret: systemd makes it so, and there may be a socket in it that others are to reach.
    #expect(refusal(path) == nil)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o755)
  }

  @Test(arguments: ["", "/", "/.", "//"]) func linkToADirectoryIsRefused(_ end: String) throws {
    let scratch = try TemporaryDirectory()
    let (path, link) = ("\(scratch.path)/data", "\(scratch.path)/link")
    try DataDirectory(path: path).unlock()
    #expect(symlink(path, link) == 0)
    #expect(refusal(link + end) == .distrusted(path: link, .link))
    #expect(refusal(path + end) == nil)
  }

  @Test func linkAboveIsFollowed() throws {
    let scratch = try TemporaryDirectory()
    #expect(mkdir("\(scratch.path)/house", 0o700) == 0 && symlink("house", "\(scratch.path)/link") == 0)
    #expect(refusal("\(scratch.path)/link/data") == nil)
    #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/house/data/jobd.lock"))
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a directory away"))
  func directoryOfAnotherUserIsRefused() throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/data"
    try DataDirectory(path: path).unlock()
    #expect(chown(path, 65_534, gid_t.max) == 0)
    #expect(refusal(path) == .distrusted(path: path, .owner(65_534)))
  }

  @Test func whatIsReplacedWhileItIsOpenedIsNoticed() throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/data"
    let directory = try DataDirectory(path: path)
    try directory.requireInPlace()
    #expect(rename(path, "\(path).moved") == 0)
    #expect(throws: OpenError.self) { try directory.requireInPlace() }
    #expect(symlink("\(path).moved", path) == 0)
    #expect(throws: OpenError.self) { try directory.requireInPlace() }
    #expect(unlink(path) == 0 && rename("\(path).moved", path) == 0)
    try directory.requireInPlace()
    directory.unlock()
  }
}
