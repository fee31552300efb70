// The log never waits for its reader, and says what that cost.

import Foundation
import Glibc
import Testing

@testable import jobd

@Suite struct LogPumpTests {
  /// A pipe, which holds 64 KiB, and whose reading end does not wait.
  private func pipe() -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    let result = Glibc.pipe(&ends)
    precondition(result == 0, "no pipe: errno \(errno)")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return (ends[0], ends[1])
  }

  private func take(_ descriptor: Int32, into text: inout String) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { return }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatNobodyReadsIsDroppedAndCounted() async throws {
    let ends = pipe()
    defer { for end in [ends.reading, ends.writing] { close(end) } }
    let pump = LogPump(descriptor: ends.writing, bytesMax: 10_000)
    pump.describeDrops { "dropped \($0)" }
    let line = String(repeating: "x", count: 99)
    for _ in 0..<2_000 { pump.write(line) }
    var text = ""
    while !text.contains("dropped") {
      take(ends.reading, into: &text)
      await Task.yield()
    }
    // What is written later comes behind it.
    pump.write("later")
    while !text.hasSuffix("later\n") {
      take(ends.reading, into: &text)
      await Task.yield()
    }
    let lines = text.split(separator: "\n")
    let dropped = lines.compactMap { $0.hasPrefix("dropped ") ? Int($0.dropFirst(8)) : nil }.reduce(0, +)
    #expect(dropped > 0 && lines.filter { $0 == line }.count + dropped == 2_000)
    #expect(lines.last == "later")
  }

  @Test(.timeLimit(.minutes(1))) func aFlushWaitsForWhatIsWrittenAndNotForEver() async throws {
    let ends = pipe()
    defer { for end in [ends.reading, ends.writing] { close(end) } }
    let pump = LogPump(descriptor: ends.writing)
    pump.write("one")
    await pump.flush(within: .seconds(60))
    var text = ""
    take(ends.reading, into: &text)
    #expect(text == "one\n")
    // Nobody reads this: the flush gives up.
    pump.write(String(repeating: "x", count: 100_000))
    await pump.flush(within: .milliseconds(50))
    var waiting: Int32 = 0
    #expect(ioctl(ends.reading, UInt(FIONREAD), &waiting) == 0 && waiting < 100_000)
    // So that the pump can end.
    while !text.hasSuffix("x\n") {
      take(ends.reading, into: &text)
      await Task.yield()
    }
  }
}
