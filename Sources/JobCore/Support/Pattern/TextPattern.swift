// A regular expression that somebody else wrote: compiled under a bound, and matched in time that grows with the text
// alone. Swift's own and the C library's go back and try again, for hours if the pattern is made for it; the C
// library's also takes all memory for a{999}{999}.

/// A regular expression that has been understood.
///
/// The notation is what the usual dialects have in common; docs/http-jobs.md lists it. What only going back can match
/// (references to groups, looking ahead or behind) is refused.
package struct TextPattern: Sendable {
  let program: PatternProgram

  /// - Errors: what is wrong with it, for the person who wrote it.
  package init(_ text: String) throws(PatternError) {
    if text.utf8.count > Limits.patternBytesMax {
      throw PatternError("must have at most \(Limits.patternBytesMax) bytes")
    }
    var parser = PatternParser(text)
    program = try PatternProgram(try parser.parse())
  }

  /// A search for it in the beginning of `bytes`, `Limits.patternTextBytesMax` of them; those that are not UTF-8 match
  /// nothing but `.` and negated sets.
  package func scan(_ bytes: [UInt8]) -> PatternScan {
    PatternScan(
      program, bytes.prefix(Limits.patternTextBytesMax), isWhole: bytes.count <= Limits.patternTextBytesMax)
  }
}

/// Why a pattern is none.
package struct PatternError: Error, Hashable {
  package let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
