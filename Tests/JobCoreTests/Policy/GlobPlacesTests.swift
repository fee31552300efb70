// Sets of places: every place, over the borders of the words.

import Testing

@testable import JobCore

@Suite struct GlobPlacesTests {
  @Test func eachPlaceIsKeptAndMovesOn() {
    for place in 0...GlobPlaces.max {
      var places = GlobPlaces(place)
      #expect((0...GlobPlaces.max).filter(places.contains) == [place])
      places.moveOn()
      let next = place < GlobPlaces.max ? [place + 1] : []
      #expect((0...GlobPlaces.max).filter(places.contains) == next && places.isEmpty == next.isEmpty)
    }
  }

  @Test func setsAreJoinedAndMet() {
    var places = GlobPlaces(3)
    places.insert(200)
    var others = GlobPlaces(200)
    others.insert(64)
    var both = places
    both.formUnion(others)
    #expect((0...GlobPlaces.max).filter(both.contains) == [3, 64, 200])
    places.formIntersection(others)
    #expect(places == GlobPlaces(200))
  }
}
