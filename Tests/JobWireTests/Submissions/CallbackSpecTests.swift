// A callback is a URL or a command.

import JobWire
import Testing

@Suite struct CallbackSpecTests {
  @Test(arguments: [
    (#"{"url":"http://x","argv":["y"]}"#, "(body)"), ("{}", "(body)"), (#"{"on":"success"}"#, "(body)"),
    (#"{"url":7}"#, "url"), (#"{"argv":"x"}"#, "argv"), (#"{"url":"http://x","on":"end"}"#, "on"),
    (#"{"url":"http://x","then":1}"#, "then"),
  ])
  func badShapesAreNamed(text: String, field: String) {
    do {
      let spec = try CallbackSpec(jsonBytes: Array(text.utf8))
      Issue.record("\(text) was read as \(spec)")
    } catch .fields(let problems) {
      #expect(problems.map(\.field) == [field])
    } catch {
      Issue.record(error)
    }
  }

  @Test func callbacksOfASubmissionCarryTheirPath() {
    let text = #"{"shell":"x","callbacks":[{"url":"http://x"},{"on":"any"}]}"#
    let detail = "must have exactly one of url and argv; it has none"
    #expect(throws: WireDecodeError.fields([FieldProblem(field: "callbacks[1]", detail: detail)])) {
      try SubmitRequest(jsonBytes: Array(text.utf8))
    }
  }
}
