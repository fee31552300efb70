// Whole lines with the name of their job.

import Testing

@testable import jobd

@Suite struct ScriptOutputTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func linesOfSeveralJobsAreWholeAndNamed() {
    var lines = ScriptLines(label: "build")
    #expect(text(lines.take(Array("one\ntw".utf8))) == "build | one\n")
    #expect(text(lines.take(Array("o\n\n".utf8))) == "build | two\nbuild | \n")
    #expect(text(lines.take(Array("rest".utf8))).isEmpty)
    #expect(text(lines.finish()) == "build | rest\n" && lines.finish().isEmpty)
  }

  @Test func onlyJobIsPassedOnAsItIs() {
    var lines = ScriptLines(label: nil)
    #expect(lines.take([0, 10, 255]) == [0, 10, 255] && lines.finish().isEmpty)
  }

  @Test func lineWithoutAnEndIsNotKeptForEver() {
    var lines = ScriptLines(label: "a")
    let shown = lines.take([UInt8](repeating: 0x78, count: 70_000))
    #expect(shown.count == 70_000 + "a | \n".utf8.count && lines.finish().isEmpty)
  }
}
