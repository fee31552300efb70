// Lists and dictionaries as bytes: what is written is read, and equal values are equal bytes.

import Testing

@testable import JobCore

@Suite struct SpecCodingTests {
  @Test(arguments: [[], [""], ["a"], ["", ""], ["a b", "", "ä=\n", "=x"]] as [[String]])
  func listIsReadAsWritten(list: [String]) {
    #expect(SpecCoding.strings(SpecCoding.encode(list)) == list)
  }

  @Test(arguments: [["A": "1"], ["A": "", "B": "x=y=z"], ["e\u{301}": "ä", "Z": "\n"]] as [[String: String]])
  func dictionaryIsReadAsWritten(dictionary: [String: String]) throws {
    let bytes: [UInt8] = try #require(SpecCoding.encode(dictionary))
    #expect(SpecCoding.dictionary(bytes) == dictionary)
  }

  @Test func emptyDictionaryIsNoBytes() {
    #expect(SpecCoding.encode([String: String]()) == nil)
    #expect(SpecCoding.dictionary(nil).isEmpty)
  }

  @Test func equalDictionariesAreEqualBytes() {
    var other = ["B": "2"]
    other["A"] = "1"
    #expect(SpecCoding.encode(["A": "1", "B": "2"]) == Array("A=1\0B=2\0".utf8))
    #expect(SpecCoding.encode(other) == SpecCoding.encode(["A": "1", "B": "2"]))
  }

  @Test func callbacksOfAQueueAreReadAsWritten() throws {
    let callbacks = [
      Callback(.url("http://h/?a=\"ä\""), on: .failure), Callback(.command(["a", "", "b c"]), on: .success),
    ]
    #expect(SpecCoding.callbacks(SpecCoding.encode(callbacks)) == callbacks)
    #expect(SpecCoding.encode([Callback]()) == nil)
    #expect(SpecCoding.callbacks(nil) == [])
    #expect(SpecCoding.callbacks("[{}]") == nil)
  }

  @Test func usualRetryRuleTakesNoRoom() {
    #expect(SpecCoding.encode(RetryRule()) == nil)
    #expect(SpecCoding.retryRule(nil) == RetryRule())
    #expect(SpecCoding.retryRule("{") == nil)
  }
}
