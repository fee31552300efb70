// The members of a message: found in one pass, read when asked for, and what is wrong is said by name.

import Testing

@testable import JobCore

@Suite struct JSONFieldsTests {
  private func read<Value>(
    _ text: String, _ names: [StaticString] = ["a"], _ body: (JSONFields) throws -> Value
  ) throws -> Value {
    try Array(text.utf8).withUnsafeBytes { bytes in try body(try JSONFields(bytes, names)) }
  }

  @Test func valuesAreReadByTheirKind() throws {
    #expect(try read(#"{"a": "x\n\u00e9\ud83d\ude00"}"#) { try $0.text("a") } == "x\né😀")
    #expect(try read(#"{"a": 1.5}"#) { try $0.number("a") } == 1.5)
    #expect(try read(#"{"a": 5.0}"#) { try $0.integer("a") } == 5)
    #expect(try read(#"{"a": 9223372036854775807}"#) { try $0.integer("a") } == .max)
    #expect(try read(#"{"a": false}"#) { try $0.truth("a") } == false)
    #expect(try read(#"{"a": [1, {"b": 2}]}"#) { $0.bytes("a") } == Array(#"[1, {"b": 2}]"#.utf8))
    #expect(try read(#"{"a": "AP8="}"#) { try $0.base64("a") } == [0, 255])
    #expect(try read(#"{"a": ["x", "\t"]}"#) { try $0.texts("a") } == ["x", "\t"])
    #expect(try read(#"{"a": {"x": "y", "\u007a": ""}}"#) { try $0.table("a") } == ["x": "y", "z": ""])
    let objects = try read(#"{"a": [{"b": "1"}, {"c": 0}]}"#) { fields in
      try fields.objects("a", ["b"])?.map { try $0.text("b") }
    }
    #expect(objects == ["1", nil])
  }

  @Test func nullAndAbsentAreNothing() throws {
    for text in ["{}", #"{"a": null}"#, #"{"b": 1}"#] {
      #expect(try read(text) { try $0.text("a") } == nil)
      #expect(try read(text) { try $0.integer("a") } == nil)
      #expect(try read(text) { $0.bytes("a") } == nil)
      #expect(throws: JSONFault.self) { try read(text) { try $0.required("a") } }
    }
  }

  @Test func aNameWithEscapesIsTheSame() throws {
    #expect(try read(#"{"\u0061": "x"}"#) { try $0.text("a") } == "x")
  }

  @Test(arguments: [
    #"{"a": 1, "a": 2}"#, #"{"a": 1"#, #"{"a": 1} x"#, "[]", "", #"{"a": 01}"#, #"{"b": [}"#,
  ])
  func whatIsNoObjectIsRefusedWhoeverAsks(_ text: String) {
    #expect(throws: JSONFault.self) { try read(text) { _ in } }
  }

  @Test func whatIsOfAnotherKindIsRefused() {
    #expect(throws: JSONFault.self) { try read(#"{"a": 1}"#) { try $0.text("a") } }
    #expect(throws: JSONFault.self) { try read(#"{"a": "1"}"#) { try $0.number("a") } }
    #expect(throws: JSONFault.self) { try read(#"{"a": 1.5}"#) { try $0.integer("a") } }
    #expect(throws: JSONFault.self) { try read(#"{"a": 1}"#) { try $0.truth("a") } }
    #expect(throws: JSONFault.self) { try read(#"{"a": "%"}"#) { try $0.base64("a") } }
    #expect(throws: JSONFault.self) { try read(#"{"a": [1]}"#) { try $0.texts("a") } }
    #expect(throws: JSONFault.self) { try read(#"{"a": {"x": 1}}"#) { try $0.table("a") } }
  }
}
