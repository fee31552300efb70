// Text is compared as bytes. `==` of Swift takes two texts for one if they look the same, and has to bring both into a
// normal form for it, which for megabytes of combining accents takes seconds.

extension String {
  /// Whether both have the same bytes.
  func hasSameBytes(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }

  /// Whether it is short enough to be one of a list of words.
  var isWord: Bool { utf8.count <= WireLimits.wordBytesMax }
}
