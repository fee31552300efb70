// Lines are the same however they arrive, and a line that is too long is known before it is whole.

import Testing

@testable import JobCore

@Suite struct LineReaderTests {
  private func read(_ reader: inout LineReader, _ text: String) throws(LineReader.TooLong) -> [String] {
    var lines: [String] = []
    let bytes = Array(text.utf8)
    let result = bytes.withUnsafeBytes { bytes -> Result<Void, LineReader.TooLong> in
      do throws(LineReader.TooLong) {
        return .success(
          try reader.take(bytes) { line in
            lines.append(String(decoding: line, as: UTF8.self))
            return true
          })
      } catch {
        return .failure(error)
      }
    }
    try result.get()
    return lines
  }

  @Test func everySplitGivesTheSameLines() throws {
    let text = "one\n\ntwo ä\nthree"
    for split in 0...text.utf8.count {
      var reader = LineReader()
      let bytes = Array(text.utf8)
      let halves = [bytes[..<split], bytes[split...]].map { String(decoding: $0, as: UTF8.self) }
      // A split inside of ä cannot be said as text.
      if halves.joined() != text { continue }
      var lines = try read(&reader, halves[0])
      lines += try read(&reader, halves[1])
      #expect(lines == ["one", "", "two ä"], "split at \(split)")
      #expect(reader.isInsideLine)
      #expect(try read(&reader, "\n") == ["three"])
      #expect(!reader.isInsideLine)
    }
  }

  @Test func lineThatIsTooLongIsKnownBeforeItIsWhole() throws {
    var reader = LineReader(bytesMax: 10)
    #expect(try read(&reader, "0123456789\n") == ["0123456789"])
    #expect(try read(&reader, "01234") == [])
    let error = #expect(throws: LineReader.TooLong.self) { try read(&reader, "567890") }
    #expect(error.map { String(decoding: $0.head, as: UTF8.self) } == "01234567890")
    var whole = LineReader(bytesMax: 10)
    #expect(throws: LineReader.TooLong.self) { try read(&whole, "0123456789X\n") }
  }

  @Test func readingEndsWhenItIsEnough() throws {
    var reader = LineReader()
    var count = 0
    let bytes = Array("a\nb\nc\n".utf8)
    try bytes.withUnsafeBytes { bytes in
      try reader.take(bytes) { _ in
        count += 1
        return count < 2
      }
    }
    #expect(count == 2)
  }

  @Test func tailKeepsTheEnd() {
    var tail = WorkerTail()
    for number in 0..<10_000 {
      Array("line \(number)\n".utf8).withUnsafeBytes { tail.append($0) }
    }
    let text = tail.text()
    #expect(text.hasSuffix("line 9999") && text.utf8.count <= Limits.workerTailBytesMax)
    #expect(tail.text(bytesMax: 12) == "9\nline 9999" || tail.text(bytesMax: 12).hasSuffix("line 9999"))
    [UInt8](repeating: 0xFF, count: 3).withUnsafeBytes { tail.append($0) }
    #expect(tail.text().hasSuffix("\u{FFFD}"))
    tail.clear()
    #expect(tail.text().isEmpty)
  }
}
