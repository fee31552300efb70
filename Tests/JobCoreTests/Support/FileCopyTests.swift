// Copies of files: all bytes and no more, and holes cost nothing.

import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct FileCopyTests {
  private let scratch: TemporaryDirectory

  init() throws {
    scratch = try TemporaryDirectory()
  }

  private func file(_ name: String, _ bytes: [UInt8] = []) throws -> FileDescriptor {
    let file = try FileDescriptor.open(
      FilePath("\(scratch.path)/\(name)"), .readWrite, options: [.create, .closeOnExec, .truncate],
      permissions: FilePermissions(rawValue: 0o600))
    try file.writeAll(bytes)
    return file
  }

  private func status(_ file: FileDescriptor) -> stat {
    var status = stat()
    fstat(file.rawValue, &status)
    return status
  }

  @Test(arguments: [0, 1, 4_096, 3 << 20]) func allBytesAreThere(_ count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let (source, target) = (try file("source", bytes), try file("target"))
    try FileCopy.all(from: source, to: target)
    var read = [UInt8](repeating: 0, count: count + 1)
    #expect(try read.withUnsafeMutableBytes { try target.read(fromAbsoluteOffset: 0, into: $0) } == count)
    #expect(read.dropLast().elementsEqual(bytes))
    for file in [source, target] { try file.close() }
  }

  /// What has grown since its size was looked at.
  @Test func noMoreThanIsAskedForIsCopied() throws {
    let (source, target) = (try file("source", [1, 2, 3]), try file("target"))
    #expect(ftruncate(source.rawValue, 1 << 20) == 0)
    try source.writeAll(toAbsoluteOffset: 1 << 20, [4])
    try FileCopy.all(from: source, to: target, bytesMax: 2)
    #expect(status(target).st_size == 2)
    try FileCopy.all(from: source, to: target, bytesMax: 8_192)
    #expect(status(target).st_size == 8_192)
    for file in [source, target] { try file.close() }
  }

  /// A job can make a file that is longer than any disk.
  @Test func holesAreLeftOut() throws {
    let (source, target) = (try file("source", [1, 2, 3]), try file("target"))
    #expect(ftruncate(source.rawValue, 1 << 40) == 0)
    try source.writeAll(toAbsoluteOffset: 1 << 39, [4, 5])
    try FileCopy.all(from: source, to: target)
    #expect(status(target).st_size == 1 << 40 && status(target).st_blocks * 512 <= 1 << 20)
    var two: [UInt8] = [0, 0]
    #expect(try two.withUnsafeMutableBytes { try target.read(fromAbsoluteOffset: 1 << 39, into: $0) } == 2)
    #expect(two == [4, 5])
    for file in [source, target] { try file.close() }
  }
}
