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
    let words = (0...HTTPLimits.hiddenPlacesMax).map { places.hide("\($0)", from: "me") }
    #expect(places.find(words[0], for: "me") == nil)
    #expect(places.find(words[1], for: "me") == "1")
    #expect(places.find(words[HTTPLimits.hiddenPlacesMax], for: "me") == "\(HTTPLimits.hiddenPlacesMax)")
    let later = places.hide("later", from: "me")
    #expect(places.find(words[1], for: "me") == nil)
    #expect(places.find(words[2], for: "me") == "2")
    #expect(places.find(later, for: "me") == "later")
  }
}
