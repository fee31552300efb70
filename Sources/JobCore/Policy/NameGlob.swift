// Shell-like patterns over names: `*` any run, `?` one character, `[a-z]` one of a set. Pure and linear in practice.

/// A glob.
struct NameGlob {
  private let pattern: [Character]

  init(_ pattern: String) {
    self.pattern = Array(pattern)
  }

  /// Whether all of `name` matches. Backtracks only to the last `*`, so it cannot blow up.
  func matches(_ name: String) -> Bool {
    let text = Array(name)
    var textIndex = 0
    var patternIndex = 0
    var star: (pattern: Int, text: Int)?
    while textIndex < text.count {
      if patternIndex < pattern.count, pattern[patternIndex] == "*" {
        star = (patternIndex, textIndex)
        patternIndex += 1
      } else if let next = matchOne(text[textIndex], at: patternIndex) {
        textIndex += 1
        patternIndex = next
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        patternIndex = last.pattern + 1
        textIndex = last.text + 1
      } else {
        return false
      }
    }
    return pattern[patternIndex...].allSatisfy { $0 == "*" }
  }

  /// The pattern index after the element that matches `character`, or `nil`.
  private func matchOne(_ character: Character, at index: Int) -> Int? {
    guard index < pattern.count else { return nil }
    switch pattern[index] {
    case "?": return index + 1
    case "[":
      let inside = pattern[(index + 1)...]
      let isNegated = inside.first == "!" || inside.first == "^"
      let members = isNegated ? inside.dropFirst() : inside
      // A `]` in the first place is a member, not the end.
      guard let end = members.dropFirst().firstIndex(of: "]") else { return character == "[" ? index + 1 : nil }
      let set = members[..<end]
      return Self.contains(Array(set), character) != isNegated ? end + 1 : nil
    default: return pattern[index] == character ? index + 1 : nil
    }
  }

  private static func contains(_ set: [Character], _ character: Character) -> Bool {
    var index = 0
    while index < set.count {
      if index + 2 < set.count, set[index + 1] == "-" {
        if set[index] <= character && character <= set[index + 2] { return true }
        index += 3
      } else {
        if set[index] == character { return true }
        index += 1
      }
    }
    return false
  }
}
