// Named values: `field` says null, `optionalField` says nothing, and maps are sorted.

import Testing

@testable import JobWire

@Suite struct JSONWriterFieldsTests {
  private func text(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(capacity: 64)
    writer.beginObject()
    body(&writer)
    writer.endObject()
    return writer.text
  }

  @Test func nothingIsNullOrLeftOut() {
    let written = text { writer in
      writer.field("a", nil as String?)
      writer.field("b", nil as Int?)
      writer.field("c", nil as Bool?)
      writer.field("d", nil as Double?)
      writer.field("e", nil as WireTime?)
      writer.optionalField("f", nil as String?)
      writer.optionalField("g", nil as Int64?)
      writer.optionalField("h", nil as Bool?)
      writer.optionalField("i", nil as Double?)
      writer.optionalField("j", nil as WireTime?)
      writer.optionalField("k", nil as [String]?)
      writer.optionalField("l", nil as [String: String]?)
    }
    #expect(written == #"{"a":null,"b":null,"c":null,"d":null,"e":null}"#)
  }

  @Test func valuesAreWrittenByTheirKind() {
    let written = text { writer in
      writer.field("a", "x\"y")
      writer.field("b", 7)
      writer.field("c", true)
      writer.field("d", 1.5)
      writer.field("e", WireDuration.seconds(90))
      writer.field("f", [1, 2] as [Int64])
      writer.field("g", ["b", "a"])
      writer.optionalField("h", ["b": "2", "a": "1"])
      writer.optionalField("i", [AfterSpec(job: 7)])
    }
    #expect(
      written
        == #"{"a":"x\"y","b":7,"c":true,"d":1.5,"e":"1m30s","f":[1,2],"g":["b","a"],"h":{"a":"1","b":"2"},"i":[7]}"#
    )
  }
}
