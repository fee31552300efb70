// Trees of any depth and with any modes are removed; what links lead to stays.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct FileTreeTests {
  private func run(_ script: String) throws -> Int32 {
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", script]
    try shell.run()
    shell.waitUntilExit()
    return shell.terminationStatus
  }

  @Test func deepTreeIsRemoved() throws {
    let scratch = try TemporaryDirectory()
    let top = "\(scratch.path)/top"
    #expect(mkdir(top, 0o700) == 0)
    var descriptor = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // Deeper than a path can name.
    for level in 0..<1_500 {
      #expect(mkdirat(descriptor, "level\(level)", 0o700) == 0 && mkdirat(descriptor, "empty", 0o700) == 0)
      close(openat(descriptor, "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
      let next = openat(descriptor, "level\(level)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      close(descriptor)
      descriptor = next
    }
    close(descriptor)
    FileTree.remove(top)
    #expect(access(top, F_OK) != 0)
  }

  @Test func closedDirectoriesAndLinksAreNoObstacle() throws {
    let scratch = try TemporaryDirectory()
    let top = "\(scratch.path)/top"
    let script = """
      mkdir -p \(top)/a/b/c \(scratch.path)/kept && touch \(scratch.path)/kept/x \(top)/a/b/c/y && \
      ln -s \(scratch.path)/kept \(top)/a/link && ln -s \(scratch.path)/kept \(top)/link && mkfifo \(top)/a/fifo && \
      chmod 0 \(top)/a/b/c \(top)/a/b \(top)/a && chmod 0500 \(top)
      """
    #expect(try run(script) == 0)
    FileTree.remove(top)
    #expect(access(top, F_OK) != 0)
    #expect(access("\(scratch.path)/kept/x", F_OK) == 0)
  }

  @Test func oneTurnGoesAsFarAsItMay() throws {
    let scratch = try TemporaryDirectory()
    let top = "\(scratch.path)/top"
    #expect(try run("mkdir -p \(top)/a && touch \(top)/1 \(top)/2 \(top)/3 \(top)/a/4") == 0)
    var turn = FileTree.Turn(entriesMax: 2, micros: 600_000_000)
    #expect(!FileTree.remove(top, &turn) && turn.isOver && turn.changes <= 2)
    turn = FileTree.Turn(entriesMax: 100, micros: 600_000_000)
    #expect(FileTree.remove(top, &turn) && !turn.isOver && access(top, F_OK) != 0)
    #expect(FileTree.remove(top, &turn), "what is not there is gone")
  }

  /// It is not the job's, and may be one that never answers.
  @Test(.enabled(if: geteuid() == 0, "only root mounts")) func mountIsNotEntered() throws {
    let scratch = try TemporaryDirectory()
    let top = "\(scratch.path)/top"
    // Not everywhere may root mount.
    if try run("mkdir -p \(top)/a/m && mount -t tmpfs none \(top)/a/m && touch \(top)/a/m/x") != 0 { return }
    defer { umount("\(top)/a/m") }
    FileTree.remove(top)
    #expect(access("\(top)/a/m/x", F_OK) == 0)
  }
}
