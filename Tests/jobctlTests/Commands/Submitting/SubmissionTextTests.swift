// One job or many in a file.

import Testing

@testable import jobctl

@Suite struct SubmissionTextTests {
  @Test(arguments: [
    (#"{"shell":"x"}"#, false), ("{\n  \"shell\": \"x\"\n}\n", false), ("{\"shell\":\"a\"}\n{\"shell\":\"b\"}\n", true),
    ("{\"shell\":\"a\"}\n\n{\"shell\":\"b\"}", true), ("{\"shell\":\"a\"}\n", false), ("", false), ("nonsense", false),
    ("{\"a\":1}\nnonsense\n", true),
  ]) func formIsTold(text: String, isLines: Bool) {
    let read = SubmissionText.read(Array(text.utf8))
    #expect(read.isLines == isLines && read.text == Array(text.utf8))
  }

  @Test func anArrayBecomesLines() {
    let read = SubmissionText.read(Array("[ {\"shell\": \"a\", \"priority\": 1.0},\n{\"shell\":\"b\"}]".utf8))
    #expect(read.isLines)
    #expect(String(decoding: read.text, as: UTF8.self) == "{\"shell\":\"a\",\"priority\":1.0}\n{\"shell\":\"b\"}\n")
  }
}
