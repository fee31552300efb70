// Files that are read whole: all of them, under a bound, and why not.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobClient

@Suite struct FileBytesTests {
  private func file(_ bytes: [UInt8], in directory: TemporaryDirectory) throws -> String {
    let path = directory.path + "/file"
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  @Test(arguments: [0, 1, 65_536, 200_000]) func allOfItIsRead(_ count: Int) throws {
    let directory = try TemporaryDirectory()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 251) }
    #expect(try FileBytes.read(file(bytes, in: directory), bytesMax: count) == bytes)
  }

  @Test func whatIsLargerIsRefused() throws {
    let directory = try TemporaryDirectory()
    let path = try file([UInt8](repeating: 1, count: 100), in: directory)
    #expect(throws: FileBytes.Failure.larger(bytesMax: 99)) { try FileBytes.read(path, bytesMax: 99) }
    #expect(throws: FileBytes.Failure.larger(bytesMax: 1_000)) { try FileBytes.read("/dev/zero", bytesMax: 1_000) }
  }

  @Test func whatIsNotThereAndWhatIsNoFileAreToldApart() throws {
    let directory = try TemporaryDirectory()
    #expect(throws: FileBytes.Failure.unopened) { try FileBytes.read(directory.path + "/none", bytesMax: 9) }
    #expect(throws: FileBytes.Failure.unread) { try FileBytes.read(directory.path, bytesMax: 9) }
  }

  @Test func pipeThatDoesNotBlockIsWaitedFor() async throws {
    var ends: [Int32] = [0, 0]
    let isMade = pipe(&ends) == 0
    try #require(isMade)
    let (reading, writing) = (ends[0], ends[1])
    _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    defer { close(reading) }
    async let bytes = FileBytes.read(from: reading, bytesMax: 9)
    _ = write(writing, "ab", 2)
    close(writing)
    let found = try await bytes
    #expect(found == Array("ab".utf8))
  }
}
