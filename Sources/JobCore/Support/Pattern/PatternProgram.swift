// A pattern as steps for PatternScan: what Thompson made of regular expressions in 1968.

/// The steps of a pattern, bounded in number.
struct PatternProgram: Sendable {
  enum Step: Sendable {
    /// A character of this set, then the next step.
    case one(Int)
    /// Holds here, then the next step.
    case assertion(PatternAssertion)
    /// Both at once.
    case split(Int, Int)
    case jump(Int)
    case match
  }

  private(set) var steps: [Step] = []
  private(set) var sets: [ScalarSet] = []
  /// Parts looked at while it was made: `(){999}{999}` makes no step and would take a million looks.
  private var looks = 0

  init(_ node: PatternNode) throws(PatternError) {
    try emit(node)
    steps.append(.match)
  }

  private mutating func emit(_ node: PatternNode) throws(PatternError) {
    looks += 1
    if steps.count >= Limits.patternStepsMax || looks > 4 * Limits.patternStepsMax {
      throw PatternError("is too large: its counts written out make more than \(Limits.patternStepsMax) steps")
    }
    switch node {
    case .one(let set):
      sets.append(set)
      steps.append(.one(sets.count - 1))
    case .assertion(let assertion): steps.append(.assertion(assertion))
    case .sequence(let parts): for part in parts { try emit(part) }
    case .choice(let branches): try emitChoice(branches[...])
    case .repeated(let part, let least, let most): try emitRepeated(part, least, most)
    }
  }

  private mutating func emitChoice(_ branches: ArraySlice<PatternNode>) throws(PatternError) {
    var jumps: [Int] = []
    for (index, branch) in branches.enumerated() {
      if index == branches.count - 1 {
        try emit(branch)
        break
      }
      let fork = steps.count
      steps.append(.jump(0))
      try emit(branch)
      jumps.append(steps.count)
      steps.append(.jump(0))
      steps[fork] = .split(fork + 1, steps.count)
    }
    for jump in jumps { steps[jump] = .jump(steps.count) }
  }

  private mutating func emitRepeated(_ part: PatternNode, _ least: Int, _ most: Int?) throws(PatternError) {
    for _ in 0..<least { try emit(part) }
    guard let most else {
      let fork = steps.count
      steps.append(.jump(0))
      try emit(part)
      steps.append(.jump(fork))
      steps[fork] = .split(fork + 1, steps.count)
      return
    }
    var forks: [Int] = []
    for _ in least..<max(least, most) {
      forks.append(steps.count)
      steps.append(.jump(0))
      try emit(part)
    }
    for fork in forks { steps[fork] = .split(fork + 1, steps.count) }
  }
}
