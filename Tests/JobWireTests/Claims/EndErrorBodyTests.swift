// What went wrong with a remote attempt: a text, or an object with a code.

import Testing

@testable import JobWire

@Suite struct EndErrorBodyTests {
  private func read(_ json: String) throws -> (error: EndErrorBody?, problems: [String]) {
    var problems: [FieldProblem] = []
    let error = ObjectReader.read(
      try JSONReader.parse("{\"error\": \(json)}"), unknown: .refused, problems: &problems
    ) { $0.endError("error") }
    return (error ?? nil, problems.map { "\($0.field) \($0.detail)" })
  }

  @Test func bothFormsAreRead() throws {
    #expect(try read("\"no\"").error == EndErrorBody(message: "no"))
    #expect(
      try read(#"{"code": "E", "message": "no", "traceback": "at 1"}"#).error
        == EndErrorBody(code: "E", message: "no", traceback: "at 1"))
    #expect(try read("null").error == nil)
  }

  @Test func whatIsWrongInItIsNamedWithItsPath() throws {
    #expect(try read("7").problems == ["error must be a text or an object with a message, not a number"])
    #expect(try read("{}").problems == ["error.message is required"])
    #expect(try read(#"{"message": "no", "kode": "E"}"#).problems.count == 1)
  }
}
