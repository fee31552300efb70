// Messages of the worker protocol as bytes: a JSON object on a line, whatever is in its texts.

import Testing

@testable import JobCore

@Suite struct FrameWriterTests {
  private func text(_ body: (inout FrameWriter) -> Void) -> String {
    var writer = FrameWriter("x")
    body(&writer)
    return String(decoding: writer.line(), as: UTF8.self)
  }

  @Test func anEmptyMessageHasItsType() {
    #expect(text { _ in } == "{\"type\":\"x\"}\n")
    #expect(String(decoding: FrameWriter().line(), as: UTF8.self) == "{}\n")
  }

  @Test func fieldsAreSeparatedAndNothingIsLeftOut() {
    let line = text { writer in
      writer.field("a", "b")
      writer.field("none", nil as String?)
      writer.field("n", 7)
      writer.field("none", nil as Int?)
      writer.field("f", 0.5)
      writer.field("nan", Double.nan)
      writer.field("t", true)
      writer.field("l", ["x", "y"])
      writer.field("m", ["k": "v"])
      writer.objects("o", [1, 2]) { $0.field("i", $1) }
      writer.field("z", [] as [String])
    }
    #expect(
      line
        == #"{"type":"x","a":"b","n":7,"f":0.5,"t":true,"l":["x","y"],"m":{"k":"v"},"o":[{"i":1},{"i":2}],"z":[]}"#
        + "\n")
  }

  @Test func noTextEndsTheLine() {
    let line = text { writer in
      writer.field("a", "\"\\\n\r\t\u{0}é")
      writer.field("j", json: Array("[1,\n2]\r".utf8))
    }
    #expect(line == #"{"type":"x","a":"\"\\\u000a\u000d\u0009\u0000é","j":[1, 2] }"# + "\n")
  }
}
