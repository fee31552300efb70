// What the JSON reader accepts and refuses, line by line of RFC 8259 and of our own limits.

import JobWire
import Testing

@Suite struct JSONReaderTests {
  @Test func everyKindOfValueIsRead() throws {
    let text = #" {"a": [1, -2, 1.5, -0, 1e3, true, false, null], "b": {"c": ""}, "d": "x"} "#
    #expect(
      try JSONReader.parse(text)
        == .object([
          JSONMember(
            name: "a",
            value: .array([
              .integer(1), .integer(-2), .number(1.5), .decimal("-0"), .decimal("1e3"), .bool(true), .bool(false),
              .null,
            ])),
          JSONMember(name: "b", value: .object([JSONMember(name: "c", value: .string(""))])),
          JSONMember(name: "d", value: .string("x")),
        ]))
  }

  @Test func namesAreComparedByTheirBytes() throws {
    let members = try JSONReader.parse("{\"\u{e9}\": 1, \"e\u{301}\": 2}")
    #expect(members.memberValues == [.integer(1), .integer(2)])
    let many = (0..<100).map { "\"\($0)\": 0" }.joined(separator: ",")
    #expect(throws: Never.self) { try JSONReader.parse("{\(many), \"\u{e9}\": 1, \"e\u{301}\": 2}") }
    #expect(throws: JSONError.self) { try JSONReader.parse("{\(many), \"7\": 1}") }
  }

  @Test(arguments: [
    ("9223372036854775807", JSONValue.integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .decimal("9223372036854775808")), ("1E-2", .decimal("1E-2")), ("0.0", .number(0)),
    ("1e+20", .number(1e20)),
  ]) func numbersKeepTheirValue(text: String, value: JSONValue) throws {
    #expect(try JSONReader.parse(text) == value)
  }

  /// Where a value is passed on, its numbers are those that were given, byte for byte.
  @Test(arguments: [
    "0", "-0", "-0.0", "7", "5.0", "1.10", "1E5", "1e5", "1e+05", "1.5e300", "1e400", "-1e400", "1e-999",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890",
    "0.1234567890123456789012345", "9007199254740993.0",
  ]) func numbersAreWrittenAsTheyWereRead(text: String) throws {
    #expect(String(decoding: try JSONReader.parse("[\(text)]").jsonBytes(), as: UTF8.self) == "[\(text)]")
  }

  @Test(
    arguments: [
      ("5.0", 5), ("5e0", 5), ("50.00E-1", 5), ("-0", 0), ("9007199254740993.0", 9_007_199_254_740_993),
      ("1e400", nil), ("5.5", nil), ("5.00000000000000000001", nil), ("9223372036854775808", nil),
      ("9223372036854775807.0", .max), ("1e18", 1_000_000_000_000_000_000), ("1e19", nil), ("0e999", 0),
    ] as [(String, Int64?)]) func wholeNumbersAreExact(text: String, value: Int64?) throws
  {
    #expect(try JSONReader.parse(text).integerValue == value)
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9\u0000\u20AC""#, "é\0€"),
    (#""\ud83d\ude00""#, "😀"), ("\"é€😀\"", "é€😀"), (#""a\u0041é""#, "aAé"),
  ]) func stringsAreUnescaped(text: String, value: String) throws {
    #expect(try JSONReader.parse(text) == .string(value))
  }

  @Test(arguments: [
    "", " ", "{", "[", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "[1,]", "[,1]", "[1 2]", "{a:1}",
    "{'a':1}", "nul", "nulL", "tru", "True", "NaN", "Infinity", "-Infinity", "-", "+1", "01", "-01", "1.", ".5", "1e",
    "1e+", "0x10", "\"", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "\"\u{1}\"", "1 2",
    "{} x", "// c\n1", "\u{FEFF}1", #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800x""#, "\"\\",
  ]) func malformedTextIsRefused(text: String) {
    #expect(throws: JSONError.self) { try JSONReader.parse(text) }
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xFF, 0x22], [0xFF], [0x00],
    ] as [[UInt8]]) func invalidUTF8IsRefused(bytes: [UInt8])
  {
    #expect(throws: JSONError.self) { try JSONReader.parse(bytes) }
  }

  @Test func duplicateNamesAreRefusedInSmallAndLargeObjects() {
    #expect(throws: JSONError.self) { try JSONReader.parse(#"{"a":1,"b":2,"a":3}"#) }
    let many = (0..<1_000).map { "\"k\($0)\":\($0)" }
    #expect(throws: Never.self) { try JSONReader.parse("{\(many.joined(separator: ","))}") }
    #expect(throws: JSONError.self) { try JSONReader.parse("{\((many + ["\"k7\":0"]).joined(separator: ","))}") }
  }

  @Test func nestingIsBounded() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try JSONReader.parse(nested(JSONReader.depthMax)) }
    #expect(throws: JSONError.self) { try JSONReader.parse(nested(JSONReader.depthMax + 1)) }
    #expect(throws: JSONError.self) { try JSONReader.parse(String(repeating: "[", count: 1_000_000)) }
    #expect(throws: JSONError.self) { try JSONReader.parse(String(repeating: "{\"a\":", count: 1_000_000)) }
  }

  @Test func errorSaysWhere() {
    #expect {
      try JSONReader.parse("{\n  \"a\": 1,\n  \"b\" 2\n}")
    } throws: { error in
      let error = error as? JSONError
      return error?.line == 3 && error?.offset == 18 && error?.message.contains("colon") == true
    }
  }

  @Test func objectsHaveABound() throws {
    let members = (0...WireLimits.membersMax).map { "\"\($0)\":1" }
    let error = #expect(throws: JSONError.self) { try JSONReader.parse("{\(members.joined(separator: ","))}") }
    #expect(error?.message == "an object has more than 200000 members")
  }

  @Test func refusalOfANameSaysOnlyItsBeginning() throws {
    let name = "\"a" + String(repeating: "\u{301}", count: 100_000) + "\": 1"
    let error = #expect(throws: JSONError.self) { try JSONReader.parse("{\(name), \(name)}") }
    #expect(error?.message.utf8.count ?? .max < 300 && error?.message.contains("is given twice") == true)
  }
}

extension JSONValue {
  fileprivate var memberValues: [JSONValue] {
    if case .object(let members) = self { members.map(\.value) } else { [] }
  }
}
