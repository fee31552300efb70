// One job or many in a file.

import Testing

@testable import jobctl

@Suite struct SubmissionTextTests {
  @Test(arguments: [
    (#"{"shell":"x"}"#, false), ("{\n  \"shell\": \"x\"\n}\n", false), ("{\"shell\":\"a\"}\n{\"shell\":\"b\"}\n", true),
    ("{\"shell\":\"a\"}\n\n{\"shell\":\"b\"}", true), ("{\"shell\":\"a\"}\n", false), ("", false), ("nonsense", false),
    ("{\"a\":1}\nnonsense\n", true),
  ]) func formIsTold(text: String, isLines: Bool) {
    #expect(SubmissionText.isLines(Array(text.utf8)) == isLines)
  }
}
