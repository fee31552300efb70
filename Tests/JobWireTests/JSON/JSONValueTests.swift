// What a JSON value is asked for, and what it answers when it is something else.

import Testing

@testable import JobWire

@Suite struct JSONValueTests {
  private static let all: [JSONValue] = [
    .null, .bool(true), .integer(5), .number(5), .decimal("5.00"), .string("5"), .array([.null]),
    .object([JSONMember(name: "a", value: .integer(1))]),
  ]

  @Test func eachKindAnswersForItselfAlone() {
    #expect(Self.all.map(\.integerValue) == [nil, nil, 5, 5, 5, nil, nil, nil])
    #expect(Self.all.map(\.doubleValue) == [nil, nil, 5, 5, 5, nil, nil, nil])
    #expect(Self.all.map { $0.boolValue != nil } == Self.all.map { $0.kindName == "a boolean" })
    #expect(Self.all.map { $0.stringValue != nil } == Self.all.map { $0.kindName == "a string" })
    #expect(Self.all.map { $0.arrayValue != nil } == Self.all.map { $0.kindName == "an array" })
    #expect(Self.all.map { $0.objectValue != nil } == Self.all.map { $0.kindName == "an object" })
    #expect(Self.all.filter { $0.kindName == "a number" }.count == 3)
  }

  @Test func membersAreFoundByName() {
    #expect(Self.all.compactMap { $0["a"] } == [.integer(1)])
    #expect(Self.all.allSatisfy { $0["b"] == nil })
  }

  @Test func numbersThatAreNotWholeStayWhatTheyAre() {
    #expect(JSONValue.number(5).whole == .integer(5))
    #expect(JSONValue.number(5.5).whole == .number(5.5))
    #expect(JSONValue.decimal("1e400").doubleValue == nil)
  }
}
