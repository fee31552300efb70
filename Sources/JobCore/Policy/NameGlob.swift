// Shell-like patterns over names: `*` any run, `?` one character, `[a-z]` one of a set. Pure.

/// A glob, read once and matched against many names.
///
/// All places of the pattern that the beginning of a name reaches are kept side by side (Thompson), and nothing is tried
/// twice: what a name costs is its length times the sets of the pattern, of which a filter has a bounded number
/// (`Limits.nameGlobBytesMax`). Characters are Unicode scalars, so that text is compared as its bytes are.
struct NameGlob {
  private struct CharacterSet {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false

    func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }

    /// Ranges that meet become one, however often a character was given.
    mutating func join() {
      var joined: [ClosedRange<UInt32>] = []
      for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        if let last = joined.last, range.lowerBound <= last.upperBound + 1 {
          joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
        } else {
          joined.append(range)
        }
      }
      ranges = joined
    }
  }

  /// Behind which number of characters any run may follow.
  private var runs = GlobPlaces()
  /// The characters of the pattern, by what they take.
  private var anything = GlobPlaces()
  private var exact: [UInt32: GlobPlaces] = [:]
  private var sets: [(place: Int, set: CharacterSet)] = []
  /// How many there are, each of which takes one of the name.
  private var count = 0

  init(_ pattern: String) {
    let text = pattern.unicodeScalars.map(\.value)
    let lastEnd = text.lastIndex(of: Self.closing) ?? -1
    var index = 0
    // One that is longer than any name need not be read to its end.
    while index < text.count, count <= GlobPlaces.max {
      index = read(text, at: index, lastEnd: lastEnd)
    }
  }

  /// Takes what begins at `index`, and returns where the next begins.
  private mutating func read(_ text: [UInt32], at index: Int, lastEnd: Int) -> Int {
    if text[index] == Self.star {
      if count <= GlobPlaces.max { runs.insert(count) }
      return index + 1
    }
    defer { count += 1 }
    // That is more than any name has: only the count is of interest.
    guard count < GlobPlaces.max else { return index + 1 }
    switch text[index] {
    case Self.question: anything.insert(count)
    case Self.opening:
      var start = index + 1
      let isNegated = start < text.count && (text[start] == Self.exclamation || text[start] == Self.caret)
      if isNegated { start += 1 }
      // A `]` in the first place is a member, not the end.
      guard start < lastEnd, let end = text[(start + 1)...].firstIndex(of: Self.closing) else {
        exact[text[index], default: GlobPlaces()].insert(count)
        return index + 1
      }
      sets.append((count, Self.set(text[start..<end], isNegated: isNegated)))
      return end + 1
    case let scalar: exact[scalar, default: GlobPlaces()].insert(count)
    }
    return index + 1
  }

  private static func set(_ members: ArraySlice<UInt32>, isNegated: Bool) -> CharacterSet {
    var set = CharacterSet(isNegated: isNegated)
    var rest = members
    while let first = rest.popFirst() {
      guard rest.count >= 2, rest.first == dash, let last = rest.dropFirst().first else {
        set.ranges.append(first...first)
        continue
      }
      // A range that runs backwards has nothing in it.
      if first <= last { set.ranges.append(first...last) }
      rest = rest.dropFirst(2)
    }
    set.join()
    return set
  }

  /// Whether all of `name` matches.
  func matches(_ name: String) -> Bool {
    guard count <= GlobPlaces.max else { return false }
    var reached = GlobPlaces(0)
    for scalar in name.unicodeScalars {
      var moved = reached
      moved.formIntersection(takers(of: scalar.value))
      moved.moveOn()
      reached.formIntersection(runs)
      reached.formUnion(moved)
      if reached.isEmpty { return false }
    }
    return reached.contains(count)
  }

  /// The characters of the pattern that take this one.
  private func takers(of scalar: UInt32) -> GlobPlaces {
    var places = anything
    if let same = exact[scalar] { places.formUnion(same) }
    for (place, set) in sets where set.contains(scalar) { places.insert(place) }
    return places
  }

  private static let star = UInt32(UInt8(ascii: "*"))
  private static let question = UInt32(UInt8(ascii: "?"))
  private static let opening = UInt32(UInt8(ascii: "["))
  private static let closing = UInt32(UInt8(ascii: "]"))
  private static let exclamation = UInt32(UInt8(ascii: "!"))
  private static let caret = UInt32(UInt8(ascii: "^"))
  private static let dash = UInt32(UInt8(ascii: "-"))
}
