// Lines out of pieces that end anywhere.

import Testing

@testable import JobClient

@Suite struct LineSplitterTests {
  private func lines(_ pieces: [String], bytesMax: Int = 100) throws -> [String] {
    var splitter = LineSplitter(bytesMax: bytesMax)
    var lines: [String] = []
    for piece in pieces {
      splitter.append(Array(piece.utf8))
      while let line = try splitter.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    }
    return lines
  }

  @Test(arguments: [
    (["a\nb\n"], ["a", "b"]), (["a", "\n", "b\n"], ["a", "b"]), (["", "ab", "", "c\nd"], ["abc"]),
    (["\n\n"], ["", ""]), (["é\n"], ["é"]), (["a\r\n"], ["a\r"]), ([], []),
  ]) func piecesEndAnywhere(_ pieces: [String], _ expected: [String]) throws {
    #expect(try lines(pieces) == expected)
  }

  @Test func everyCutGivesTheSame() throws {
    let text = Array("one\ntwo\n\nthree\n".utf8)
    for first in 0...text.count {
      for second in first...text.count {
        let cuts = [text[..<first], text[first..<second], text[second...]].map { String(decoding: $0, as: UTF8.self) }
        #expect(try lines(cuts) == ["one", "two", "", "three"])
      }
    }
  }

  @Test func lineHasABoundWhetherItEndsOrNot() throws {
    #expect(try lines(["123456789\n"], bytesMax: 9) == ["123456789"])
    for piece in ["1234567890\n", "1234567890"] {
      #expect(throws: LineSplitter.TooLong.self) { try lines([piece], bytesMax: 9) }
    }
    #expect(try lines(Array(repeating: "12345\n", count: 50), bytesMax: 9).count == 50, "not all lines together")
  }
}
