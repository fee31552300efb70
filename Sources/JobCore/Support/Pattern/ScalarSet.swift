// The characters that one place of a pattern takes: `a`, `.`, `[^0-9]`, `\w`.

/// A set of Unicode scalars.
struct ScalarSet: Sendable {
  /// Sorted, apart from one another.
  private var ranges: [ClosedRange<UInt32>]
  private var isNegated: Bool
  /// The first 128 as bits: nearly every text is ASCII nearly everywhere.
  private var ascii: (low: UInt64, high: UInt64) = (0, 0)

  init(_ ranges: [ClosedRange<UInt32>], isNegated: Bool = false, ignoresCase: Bool = false) {
    self.ranges = Self.merged(ignoresCase ? ranges + ranges.flatMap(Self.otherCases) : ranges)
    self.isNegated = isNegated
    for value in UInt32(0)..<128 where find(value) != isNegated {
      if value < 64 { ascii.low |= 1 << UInt64(value) } else { ascii.high |= 1 << UInt64(value - 64) }
    }
  }

  init(_ scalar: UInt32, ignoresCase: Bool = false) {
    self.init([scalar...scalar], ignoresCase: ignoresCase)
  }

  func contains(_ value: UInt32) -> Bool {
    if value < 64 { return ascii.low >> UInt64(value) & 1 == 1 }
    if value < 128 { return ascii.high >> UInt64(value - 64) & 1 == 1 }
    return find(value) != isNegated
  }

  private func find(_ value: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].contains(value) { return true }
      if value < ranges[middle].lowerBound { high = middle } else { low = middle + 1 }
    }
    return false
  }

  private static func merged(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var merged: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  /// The same letters in the other case, where that is one scalar; of long ranges the ASCII ones only.
  private static func otherCases(_ range: ClosedRange<UInt32>) -> [ClosedRange<UInt32>] {
    let isShort = range.upperBound - range.lowerBound < 512
    let letters = isShort ? range : range.clamped(to: 0...127)
    return letters.flatMap { value -> [ClosedRange<UInt32>] in
      guard let scalar = Unicode.Scalar(value) else { return [] }
      let properties = scalar.properties
      return [properties.lowercaseMapping, properties.uppercaseMapping].compactMap { mapping in
        guard mapping.unicodeScalars.count == 1, let other = mapping.unicodeScalars.first else { return nil }
        return other.value...other.value
      }
    }
  }
}

extension ScalarSet {
  static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
  static let wordLetters: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
  static let spaces: [ClosedRange<UInt32>] = [0x09...0x0D, 0x20...0x20]
  static let lineBreak: UInt32 = 0x0A
  static let all: ClosedRange<UInt32> = 0...0x10FFFF

  /// All but these.
  static func complement(of ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var rest: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in merged(ranges) {
      if range.lowerBound > next { rest.append(next...(range.lowerBound - 1)) }
      next = range.upperBound + 1
    }
    if next <= all.upperBound { rest.append(next...all.upperBound) }
    return rest
  }
}
