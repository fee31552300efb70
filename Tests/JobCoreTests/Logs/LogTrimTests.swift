// Which part of a log is given back: head and tail stay, whatever the size, and offsets stay true.

import Foundation
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
}
