// What has been given out is remembered beside the database: exactly after a clean end, generously after a crash.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct IssuedNumbersTests {
  private func open(_ path: String, fallback: Int64 = -1) throws -> IssuedNumbers {
    try IssuedNumbers(path: path) { fallback }
  }

  @Test func cleanEndLeavesNothingOut() throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/numbers"
    let numbers = try open(path)
    #expect(numbers.found == [.job: -1])
    try numbers.begin([.job: 5, .batch: 2, .boot: 1])
    for number in 6...90 as ClosedRange<Int64> { try numbers.cover(.job, number) }
    try numbers.cover(.batch, 3)
    numbers.end()
    #expect(try open(path).found == [.job: 90, .batch: 3, .callback: 0, .boot: 1])
  }

  @Test func crashLeavesOutNoMoreThanWasGivenOutAhead() throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/numbers"
    var last: Int64 = 0
    for round in 1...20 as ClosedRange<Int64> {
      let numbers = try open(path)
      let found = numbers.found[.job] ?? -1
      if round > 1 {
        #expect(found >= last, "number \(last) would be given out twice")
        #expect(found <= last + max(Limits.numbersAheadMin, round * 97 / Limits.numbersAheadShare + 1))
      }
      try numbers.begin([.job: max(0, found)])
      for _ in 0..<(round * 97) {
        last = max(last, max(0, found)) + 1
        try numbers.cover(.job, last)
      }
    }
  }

  @Test func manyNumbersCostFewWrites() throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/numbers"
    let numbers = try open(path)
    try numbers.begin([:])
    var seen: Set<Data> = []
    for number in 1...20_000 as ClosedRange<Int64> {
      try numbers.cover(.job, number)
      if number % 8 == 0 { seen.insert(try Data(contentsOf: URL(filePath: path))) }
    }
    #expect(seen.count < 100, "\(seen.count) writes")
  }

  @Test(arguments: [ENOSPC, EDQUOT, EFBIG]) func diskWithoutRoomIsFullByAnyName(_ number: Int32) {
    #expect(IssuedNumbers.failure(Errno(rawValue: number)) == .full(statement: "numbers"))
    #expect(LackOfRoom.isSaid(by: number))
  }

  @Test func tornFileIsLikeNone() throws {
    let scratch = try TemporaryDirectory()
    let path = "\(scratch.path)/numbers"
    let numbers = try open(path)
    try numbers.begin([.job: 1_234_567])
    let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
    for cut in [0, 1, 20, 40, 60] {
      try Data(whole[..<cut] + [UInt8](repeating: 0, count: whole.count - cut)).write(to: URL(filePath: path))
      #expect(try open(path, fallback: 7).found == [.job: 7], "cut at \(cut)")
    }
    try Data(whole).write(to: URL(filePath: path))
    #expect(try open(path, fallback: 7).found[.job] == 1_234_567)
  }

  @Test func whatIsNoRegularFileIsRefused() throws {
    let scratch = try TemporaryDirectory()
    #expect(mkfifo("\(scratch.path)/fifo", 0o600) == 0)
    #expect(symlink("/etc/passwd", "\(scratch.path)/link") == 0)
    for name in ["fifo", "link"] {
      #expect(throws: StoreError.self) { _ = try self.open("\(scratch.path)/\(name)") }
    }
  }
}
