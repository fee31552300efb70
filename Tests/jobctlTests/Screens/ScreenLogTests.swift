// The end of a job's output on a screen.

import Testing

@testable import jobctl

@Suite struct ScreenLogTests {
  @Test func outputIsLinesThatControlNothing() {
    let bytes = Array("a\tb\n\u{1B}[31mred\u{1B}[2J\n\u{1B}]0;t\u{7}\n\nend".utf8)
    #expect(ScreenLog.shown(bytes) == ["a        b", "red", #"\u{1b}]0;t\u{7}"#, "", "end"])
    #expect(ScreenLog.shown([]).isEmpty && ScreenLog.shown(Array("x\n".utf8)) == ["x"])
  }

  @Test func pageSaysWhoseOutputItIs() {
    var log = ScreenLog(id: 7)
    log.lines = ["x"]
    #expect(log.page.heading[0] == "Output of job 7" && log.page.rows == [ScreenRow(text: "x")])
  }
}
