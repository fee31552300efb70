// Reports of progress: what can be read, and what is refused by its form. What the figures may be is the engine's to say.

import JobWire
import Testing

@Suite struct ProgressRequestTests {
  @Test(arguments: [
    (#"{"fraction":0.5}"#, ProgressRequest(fraction: 0.5)),
    (#"{"fraction":1,"note":"encoding"}"#, ProgressRequest(fraction: 1, note: "encoding")),
    (#"{"done":3,"total":10}"#, ProgressRequest(done: 3, total: 10)),
    (#"{"done":5,"total":null}"#, ProgressRequest(done: 5)),
    ("{}", ProgressRequest()),
  ])
  func reportsAreRead(json: String, report: ProgressRequest) throws {
    #expect(try ProgressRequest(jsonBytes: Array(json.utf8)) == report)
  }

  @Test(arguments: [
    #"{"fraction":NaN}"#, #"{"fraction":"0.5"}"#, #"{"fraction":"3/10"}"#, #"{"fraction":true}"#, #"{"done":1.5}"#,
    #"{"done":"3"}"#, #"{"done":99999999999999999999}"#, #"{"note":7}"#, #"{"percent":50}"#, "[]", "0.5", "",
    #"{"fraction":0.5"#,
  ])
  func otherFormsAreRefused(json: String) {
    #expect(throws: WireDecodeError.self) { try ProgressRequest(jsonBytes: Array(json.utf8)) }
  }
}
