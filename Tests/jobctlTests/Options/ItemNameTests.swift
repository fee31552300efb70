// Names that are made of the items of a map.

import Testing

@testable import jobctl

@Suite struct ItemNameTests {
  @Test(arguments: ["a", "films/one.mkv", "it's 日本", String(repeating: "x", count: 200)])
  func itemIsTheName(_ item: String) {
    #expect(ItemName.of(item) == item)
  }

  @Test(arguments: [
    "", "a\nb", "\u{1B}[31m", "\u{202E}x", String(repeating: "x", count: 201), "https://u:p@h/", "TOKEN=abc",
  ]) func whatIsNoNameOrMayBeASecretIsNone(_ item: String) {
    #expect(ItemName.of(item) == nil)
  }
}
