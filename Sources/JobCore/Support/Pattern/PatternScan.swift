// The search for a pattern in a text: all ways it could match are followed at once, one character at a time, so that
// nothing is ever tried again. At most steps × characters moves.

/// A search, which may be interrupted.
package struct PatternScan {
  private let program: PatternProgram
  private let text: [UInt32]
  /// The text ends where it ends; else it was cut, and nothing is known of what follows.
  private let isWhole: Bool
  private var position = 0
  private var current: Places
  private var next: Places
  private var pending: [Int] = []

  init(_ program: PatternProgram, _ bytes: some Collection<UInt8>, isWhole: Bool) {
    self.program = program
    text = String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value)
    self.isWhole = isWhole
    current = Places(program.steps.count)
    next = current
  }

  /// Goes on for about `moves` moves: whether the pattern is in the text, or `nil` if that is not known yet.
  package mutating func advance(moves: Int) -> Bool? {
    var left = moves
    while left > 0 {
      // It may begin anywhere.
      if enter(0, at: position, next: false) { return true }
      if position == text.count { return false }
      let character = text[position]
      left -= current.count + 1
      for index in 0..<current.count {
        let place = current[index]
        guard case .one(let set) = program.steps[place], program.sets[set].contains(character) else { continue }
        if enter(place + 1, at: position + 1, next: true) { return true }
      }
      swap(&current, &next)
      next.clear()
      position += 1
    }
    return nil
  }

  /// To the end, whatever it takes.
  mutating func run() -> Bool {
    while true {
      if let verdict = advance(moves: .max) { return verdict }
    }
  }

  /// Adds `step` and what can be reached from it without a character; true if that is a match.
  private mutating func enter(_ step: Int, at place: Int, next isNext: Bool) -> Bool {
    pending.append(step)
    while let step = pending.popLast() {
      let isNew = isNext ? next.insert(step) : current.insert(step)
      if !isNew { continue }
      switch program.steps[step] {
      case .one: break
      case .assertion(let assertion): if holds(assertion, at: place) { pending.append(step + 1) }
      case .split(let one, let other):
        pending.append(one)
        pending.append(other)
      case .jump(let target): pending.append(target)
      case .match: return true
      }
    }
    return false
  }

  private func holds(_ assertion: PatternAssertion, at place: Int) -> Bool {
    switch assertion {
    case .textStart: place == 0
    case .lineStart: place == 0 || text[place - 1] == ScalarSet.lineBreak
    case .lastEnd: isWhole && place == text.count
    case .textEnd:
      isWhole && (place == text.count || place == text.count - 1 && text[place] == ScalarSet.lineBreak)
    case .lineEnd: place == text.count ? isWhole : text[place] == ScalarSet.lineBreak
    case .wordEdge: isWord(place - 1) != isWord(place)
    case .noWordEdge: isWord(place - 1) == isWord(place)
    }
  }

  private func isWord(_ place: Int) -> Bool {
    guard text.indices.contains(place) else { return false }
    switch text[place] {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: return true
    default: return false
    }
  }

  /// A set of steps that is emptied at no cost.
  private struct Places {
    private var members: [Int] = []
    private var rounds: [Int]
    private var round = 1

    init(_ size: Int) {
      rounds = Array(repeating: 0, count: size)
      members.reserveCapacity(size)
    }

    var count: Int { members.count }

    subscript(_ index: Int) -> Int { members[index] }

    mutating func insert(_ step: Int) -> Bool {
      if rounds[step] == round { return false }
      rounds[step] = round
      members.append(step)
      return true
    }

    mutating func clear() {
      members.removeAll(keepingCapacity: true)
      round += 1
    }
  }
}
