// The exact bytes the JSON writer makes.

import JobWire
import Testing

@Suite struct JSONWriterTests {
  @Test func commasAndNestingComeOutRight() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("a", Int64(1))
    writer.name("b")
    writer.beginArray()
    writer.beginObject()
    writer.endObject()
    writer.integer(.min)
    writer.integer(.max)
    writer.number(0.1)
    writer.null()
    writer.bool(true)
    writer.endArray()
    writer.field("c", String?.none)
    writer.field("d", ["y": "2", "x": "1"])
    writer.name(data: "é\"")
    writer.raw(Array("[1]".utf8))
    writer.optionalField("e", Int?.none)
    writer.endObject()
    #expect(
      writer.text
        == #"{"a":1,"b":[{},-9223372036854775808,9223372036854775807,0.1,null,true],"c":null,"d":{"x":"1","y":"2"},"é\"":[1]}"#
    )
  }

  @Test func stringsAreEscaped() {
    var writer = JSONWriter()
    writer.string("a\"b\\c\n\r\t\u{0}\u{1f}/é😀\u{7f}")
    #expect(writer.text == "\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001f/é😀\u{7f}\"")
  }

  @Test func linesHaveNoCommaBetweenThem() {
    var writer = JSONWriter()
    for id in [1, 2] as [Int64] {
      writer.integer(id)
      writer.newline()
    }
    #expect(writer.text == "1\n2\n")
  }
}
