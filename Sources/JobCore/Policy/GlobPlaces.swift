// Places in a pattern, kept as bits: a step of a search moves all of them at once. Pure.

/// A set of places from 0 to `max`.
struct GlobPlaces: Equatable {
  /// A name has at most `Limits.nameBytesMax` characters, so a pattern that needs more of them than this matches none.
  static let max = 255

  private var words = SIMD4<UInt64>.zero

  init() {}

  init(_ place: Int) {
    insert(place)
  }

  var isEmpty: Bool { words == .zero }

  mutating func insert(_ place: Int) { words[place >> 6] |= 1 << UInt64(place & 63) }

  func contains(_ place: Int) -> Bool { words[place >> 6] >> UInt64(place & 63) & 1 == 1 }

  mutating func formUnion(_ other: Self) { words |= other.words }

  mutating func formIntersection(_ other: Self) { words &= other.words }

  mutating func formSymmetricDifference(_ other: Self) { words ^= other.words }

  /// Each place moved on by one; the last one leaves.
  mutating func moveOn() {
    let over = words &>> 63
    words = words &<< 1 | SIMD4(0, over[0], over[1], over[2])
  }
}
