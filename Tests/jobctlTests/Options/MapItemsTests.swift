// The command line of map: places for the item, and where items come from.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct MapItemsTests {
  @Test func wordsAreSplitAtTheColons() throws {
    let map = try MapItems(["convert", "-size", "{}", "x-{}-{}.png", ":::", "a b", "--json", ""])
    #expect(map.command == ["convert", "-size", "{}", "x-{}-{}.png"])
    #expect(map.source == .arguments(["a b", "--json", ""]))
    #expect(map.argv(for: "a b") == ["convert", "-size", "a b", "x-a b-a b.png"])
    #expect(try MapItems(["gzip", "::::", "f", "-"]).source == .files(["f", "-"]))
    #expect(try MapItems(["gzip", ":::"]).source == .arguments([]))
  }

  @Test func aLineInOneWordIsRefused() throws {
    #expect(throws: ValidationError.self) { try MapItems(["gzip -9 {}", ":::", "a"]).refuseLine() }
    for words in [["gzip", "-9 x", ":::", "a"], ["sh", "-c", "a b"], ["gzip"]] { try MapItems(words).refuseLine() }
  }

  @Test func anItemWithoutAPlaceComesLast() throws {
    #expect(try MapItems(["gzip", "-9"]).argv(for: "$(x); y") == ["gzip", "-9", "$(x); y"])
  }

  @Test func itemsAreNotPlacesThemselves() throws {
    #expect(try MapItems(["echo", "{}", "{}"]).argv(for: "a{}b") == ["echo", "a{}b", "a{}b"])
  }

  @Test(
    arguments: [
      [], [":::", "a"], ["x", ":::", "a", ":::", "b"], ["x", "::::"],
    ] as [[String]])
  func otherLinesAreRefused(words: [String]) {
    #expect(throws: ValidationError.self) { try MapItems(words) }
  }

  @Test(
    arguments: [
      ("a\nb\n", false, ["a", "b"]), ("a\r\n\r\n\nb", false, ["a", "b"]), ("", false, []), ("\n", false, []),
      (" a \n", false, [" a "]), ("a\0b\0", true, ["a", "b"]), ("a\nb\0\0c", true, ["a\nb", "", "c"]), ("", true, []),
    ] as [(String, Bool, [String])]) func textsAreSplit(text: String, isNull: Bool, items: [String]) throws
  {
    #expect(try MapItems.split(Array(text.utf8), isNullSeparated: isNull) == items)
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(throws: CommandFailure.self) { try MapItems.split([0x61, 0x0A, 0xFF], isNullSeparated: false) }
    #expect(throws: CommandFailure.self) { try MapItems.split([0x61, 0x00, 0x62], isNullSeparated: false) }
  }
}
