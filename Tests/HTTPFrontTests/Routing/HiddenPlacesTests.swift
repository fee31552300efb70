// Cursors that say nothing.

import Testing

@testable import HTTPFront

@Suite struct HiddenPlacesTests {
  @Test func placeIsFoundByItsReaderAlone() {
    let places = HiddenPlaces()
    let word = places.hide("secret", from: "token:a")
    #expect(!word.contains("secret"))
    #expect(places.find(word, for: "token:a") == "secret")
    #expect(places.find(word, for: "token:b") == nil)
    #expect(places.find(word + "a", for: "token:a") == nil)
    #expect(HiddenPlaces().find(word, for: "token:a") == nil)
  }

  @Test func oldestIsForgottenFirst() {
    let places = HiddenPlaces()
    let most = HTTPLimits.hiddenPlacesPerReaderMax
    let words = (0...most).map { places.hide("\($0)", from: "me") }
    #expect(places.find(words[0], for: "me") == nil)
    #expect(places.find(words[1], for: "me") == "1")
    #expect(places.find(words[most], for: "me") == "\(most)")
    let later = places.hide("later", from: "me")
    #expect(places.find(words[1], for: "me") == nil)
    #expect(places.find(words[2], for: "me") == "2")
    #expect(places.find(later, for: "me") == "later")
  }

  /// One token that lists much takes no other's place in the middle of a list.
  @Test func whoMakesManyPushesOutHisOwn() {
    let places = HiddenPlaces()
    let mine = places.hide("mine", from: "me")
    for reader in 0..<12 {
      for _ in 0..<HTTPLimits.hiddenPlacesPerReaderMax { _ = places.hide("x", from: "token:\(reader)") }
    }
    #expect(places.find(mine, for: "me") == "mine")
  }

  /// There may be as many readers as running jobs.
  @Test func thereIsABoundForAllTogether() {
    let places = HiddenPlaces()
    let words = (0..<HTTPLimits.hiddenPlacesMax + 5).map { places.hide("x", from: "job:\($0)") }
    let left = words.indices.count { places.find(words[$0], for: "job:\($0)") != nil }
    #expect(left == HTTPLimits.hiddenPlacesMax)
  }
}
