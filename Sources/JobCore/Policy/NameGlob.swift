// Shell-like patterns over names: `*` any run, `?` one character, `[a-z]` one of a set. Pure.

/// A glob, read once and matched against many names.
///
/// All places of the pattern that the beginning of a name reaches are kept side by side (Thompson), and nothing is tried
/// twice: what a name costs goes with its length, not with the sets of the pattern (`[a-z]`), of which there may be
/// hundreds. Characters are Unicode scalars, so that text is compared as its bytes are.
struct NameGlob {
  private struct CharacterSet {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false

    /// Where it begins to take what comes, and where it ends, by turns; the ranges do not meet.
    var turns: [UInt32] { (isNegated ? [0] : []) + ranges.flatMap { [$0.lowerBound, $0.upperBound + 1] } }

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

  /// Characters from one on, up to the next such stretch: which characters of the pattern take them.
  private struct Stretch {
    let from: UInt32
    let takers: GlobPlaces
  }

  /// Behind which number of characters any run may follow.
  private var runs = GlobPlaces()
  /// In their order, the first from the first character on.
  private var stretches: [Stretch] = []
  /// How many characters the pattern has, each of which takes one of the name.
  private var count = 0

  init(_ pattern: String) {
    let text = pattern.unicodeScalars.map(\.value)
    let lastEnd = text.lastIndex(of: Self.closing) ?? -1
    // Where a character of the pattern begins to take what it takes, and where it ends.
    var turns: [UInt32: GlobPlaces] = [0: GlobPlaces()]
    var index = 0
    // One that is longer than any name need not be read to its end.
    while index < text.count, count <= GlobPlaces.max {
      index = read(text, at: index, lastEnd: lastEnd, &turns)
    }
    var takers = GlobPlaces()
    for (from, turned) in turns.sorted(by: { $0.key < $1.key }) {
      takers.formSymmetricDifference(turned)
      stretches.append(Stretch(from: from, takers: takers))
    }
  }

  /// Takes what begins at `index`, and returns where the next begins.
  private mutating func read(
    _ text: [UInt32], at index: Int, lastEnd: Int, _ turns: inout [UInt32: GlobPlaces]
  ) -> Int {
    if text[index] == Self.star {
      if count <= GlobPlaces.max { runs.insert(count) }
      return index + 1
    }
    defer { count += 1 }
    // That is more than any name has: only the count is of interest.
    guard count < GlobPlaces.max else { return index + 1 }
    var set = CharacterSet()
    var next = index + 1
    if text[index] == Self.question {
      set.isNegated = true
    } else if text[index] == Self.opening, let (members, isNegated) = Self.members(text, in: index, lastEnd: lastEnd) {
      set = Self.set(text[members], isNegated: isNegated)
      next = members.upperBound + 1
    } else {
      set.ranges = [text[index]...text[index]]
    }
    for turn in set.turns { turns[turn, default: GlobPlaces()].formSymmetricDifference(GlobPlaces(count)) }
    return next
  }

  /// Where the members of the set that opens at `index` stand; `nil` if nothing closes it: then it is no set.
  private static func members(
    _ text: [UInt32], in index: Int, lastEnd: Int
  ) -> (members: Range<Int>, isNegated: Bool)? {
    var start = index + 1
    let isNegated = start < text.count && (text[start] == exclamation || text[start] == caret)
    if isNegated { start += 1 }
    // A `]` in the first place is a member, not the end.
    guard start < lastEnd, let end = text[(start + 1)...].firstIndex(of: closing) else { return nil }
    return (start..<end, isNegated)
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
    // The first stretch begins with the first character.
    var (low, high) = (0, stretches.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if stretches[middle].from <= scalar { low = middle } else { high = middle }
    }
    return stretches[low].takers
  }

  private static let star = UInt32(UInt8(ascii: "*"))
  private static let question = UInt32(UInt8(ascii: "?"))
  private static let opening = UInt32(UInt8(ascii: "["))
  private static let closing = UInt32(UInt8(ascii: "]"))
  private static let exclamation = UInt32(UInt8(ascii: "!"))
  private static let caret = UInt32(UInt8(ascii: "^"))
  private static let dash = UInt32(UInt8(ascii: "-"))
}
