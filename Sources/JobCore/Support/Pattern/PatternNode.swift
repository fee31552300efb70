// What a pattern says, as a tree: made by PatternParser, flattened by PatternProgram.

/// A part of a pattern.
indirect enum PatternNode {
  case one(ScalarSet)
  case assertion(PatternAssertion)
  case sequence([PatternNode])
  case choice([PatternNode])
  /// `max` of `nil` is without end.
  case repeated(PatternNode, min: Int, max: Int?)
}

/// A condition on a place in the text.
enum PatternAssertion {
  /// The beginning of the text, of a line, the end of the text (also before a last line break), of a line.
  case textStart, lineStart, textEnd, lineEnd
  /// The very end of the text.
  case lastEnd
  case wordEdge, noWordEdge
}
