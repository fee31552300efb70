// A field of a patch: left out, null and given are three things, read and written.

import Testing

@testable import JobWire

@Suite struct PatchFieldTests {
  private func read(
    _ text: String, _ body: (inout ObjectReader) -> PatchField<String>
  ) throws -> (field: PatchField<String>?, problems: [FieldProblem]) {
    var problems: [FieldProblem] = []
    let json = try JSONReader.parse(Array(text.utf8))
    let field = ObjectReader.read(json, unknown: .refused, problems: &problems, body)
    return (field, problems)
  }

  @Test(arguments: [
    ("{}", PatchField<String>.absent), (#"{"a":null}"#, .null), (#"{"a":"x"}"#, .value("x")),
    (#"{"a":""}"#, .value("")),
  ])
  func absentNullAndAValueAreToldApart(text: String, expected: PatchField<String>) throws {
    let found = try read(text) { $0.patch("a", $0.string("a")) }
    #expect(found.field == expected && found.problems == [])
  }

  @Test func aValueOfAnotherTypeIsNoNull() throws {
    let found = try read(#"{"a":1}"#) { $0.patch("a", $0.string("a")) }
    #expect(found.field == .absent && found.problems.map(\.field) == ["a"])
  }

  @Test func nullIsRefusedWhereThereIsNothingToGoBackTo() throws {
    let found = try read(#"{"a":null}"#) { $0.patchWithoutNull("a", $0.string("a")) }
    #expect(found.problems == [FieldProblem(field: "a", detail: "cannot be null")])
    #expect(try read(#"{"a":"x"}"#) { $0.patchWithoutNull("a", $0.string("a")) }.field == .value("x"))
    #expect(try read("{}") { $0.patchWithoutNull("a", $0.string("a")) }.field == .absent)
  }

  @Test func whatIsLeftOutIsNotWritten() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.patch("left", PatchField<WireDuration>.absent)
    writer.patch("none", PatchField<WireDuration>.null)
    writer.patch("some", .value(WireDuration.seconds(5)))
    writer.endObject()
    #expect(writer.text == #"{"none":null,"some":"5s"}"#)
  }
}
