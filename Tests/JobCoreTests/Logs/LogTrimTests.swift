// Which part of a log is given back: head and tail stay, whatever the size, and offsets stay true.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct LogTrimTests {
  @Test func logWithinItsLimitIsLeftAlone() {
    for (size, limit) in [(0, 4_096), (4_096, 4_096), (10, 1_048_576)] as [(Int64, Int64)] {
      #expect(LogTrim.hole(size: size, limit: limit) == nil)
    }
  }

  @Test func headAndTailAreKeptOnBlockBoundaries() {
    var random = SeededRandom(11)
    for _ in 0..<20_000 {
      let limit = Int64.random(in: 4_096...3_000_000, using: &random)
      let size = Int64.random(in: 0...10_000_000, using: &random)
      guard let hole = LogTrim.hole(size: size, limit: limit) else {
        // Between head and tail there is less than a block each to gain.
        #expect(size <= limit + 2 * 4_096)
        continue
      }
      #expect(size > limit)
      #expect(hole.lowerBound % 4_096 == 0 && hole.upperBound % 4_096 == 0)
      #expect(hole.lowerBound >= limit / 2 && size - hole.upperBound >= limit / 2)
      #expect(size - Int64(hole.count) <= limit + 2 * 4_096)
    }
  }

  @Test func holeOnlyGrowsWithTheLog() {
    var last: Range<Int64>?
    for size in stride(from: Int64(0), to: 100_000, by: 777) {
      guard let hole = LogTrim.hole(size: size, limit: 10_000) else { continue }
      if let last { #expect(hole.lowerBound == last.lowerBound && hole.upperBound >= last.upperBound) }
      last = hole
    }
    #expect(last != nil)
  }

  @Test func trimmedFileKeepsItsSizeAndShowsItsHole() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/log"
    let bytes = Data((0..<200_000).map { UInt8($0 % 251) + 1 })
    try bytes.write(to: URL(filePath: path))
    let end = try #require(LogTrim.trim(path: path, limit: 20_000))
    // What is done is not done again: each change of a file is told to those who watch it.
    #expect(LogTrim.trim(path: path, limit: 20_000, done: end) == end)
    let hole = try #require(LogTrim.hole(size: 200_000, limit: 20_000))
    #expect(hole.upperBound == end)
    let after = try Data(contentsOf: URL(filePath: path))
    #expect(after.count == bytes.count)
    #expect(after[..<Int(hole.lowerBound)] == bytes[..<Int(hole.lowerBound)])
    #expect(after[Int(hole.upperBound)...] == bytes[Int(hole.upperBound)...])
    #expect(after[Int(hole.lowerBound)..<Int(hole.upperBound)].allSatisfy { $0 == 0 })
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    #expect(LogTrim.findHole(file.fileDescriptor, size: 200_000) == hole)
    try file.close()
  }

  private static func blocks(_ path: String) throws -> Int64 {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return Int64(status.st_blocks) * 512
  }

  /// A job may make its log as long as it likes without writing, and short again.
  @Test func logThatWasCutShortIsKeptWithinItsLimitAgain() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/log"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(truncate(path, 1 << 40) == 0)
    var done = LogTrim.trim(path: path, limit: 65_536)
    #expect(try #require(done) > 1 << 39)
    let megabytes = Data(repeating: 7, count: 8 << 20)
    for cut in [0, 100_000] as [off_t] {
      #expect(truncate(path, cut) == 0)
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      try file.seekToEnd()
      try file.write(contentsOf: megabytes)
      try file.close()
      done = LogTrim.trim(path: path, limit: 65_536, done: done)
      #expect(try Self.blocks(path) <= 65_536 + 3 * 4_096)
      // Once is enough.
      let file2 = try FileHandle(forReadingFrom: URL(filePath: path))
      #expect(LogTrim.due(file2.fileDescriptor, limit: 65_536, done: done) == nil)
      try file2.close()
    }
  }

  /// Nor does it help to write where something was given back.
  @Test func whatIsWrittenIntoTheHoleIsGivenBackAgain() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/log"
    try Data(repeating: 7, count: 16 << 20).write(to: URL(filePath: path))
    let done = try #require(LogTrim.trim(path: path, limit: 65_536))
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seek(toOffset: 1 << 20)
    try file.write(contentsOf: Data(repeating: 7, count: 8 << 20))
    try file.close()
    #expect(LogTrim.trim(path: path, limit: 65_536, done: done) == done)
    #expect(try Self.blocks(path) <= 65_536 + 3 * 4_096)
  }
}
