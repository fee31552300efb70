// Which answers an http job takes as success, in the two forms.

import Testing

@testable import JobWire

@Suite struct StatusRangeTests {
  @Test(arguments: [
    (JSONValue.integer(204), 204, 204), (.number(204), 204, 204), (.string("200-299"), 200, 299),
    (.string("100-599"), 100, 599), (.string("404-404"), 404, 404),
  ])
  func codesAndRangesAreRead(_ json: JSONValue, _ first: Int, _ last: Int) {
    #expect(StatusRange(json: json) == StatusRange(first: first, last: last))
  }

  @Test(arguments: [
    JSONValue.integer(99), .integer(600), .integer(.max), .string("204"), .string("299-200"), .string("200-"),
    .string("200-299-300"), .string("-200-299"), .string("+200-299"), .bool(true), .null, .number(200.5),
  ])
  func otherValuesAreRefused(_ json: JSONValue) {
    #expect(StatusRange(json: json) == nil)
  }

  @Test func oneCodeIsWrittenAsANumber() {
    #expect(StatusRange(first: 204, last: 204).jsonBytes() == Array("204".utf8))
    #expect(StatusRange(first: 200, last: 299).jsonBytes() == Array("\"200-299\"".utf8))
  }
}
