// What somebody sent, short enough to be said back to them. Counted in Unicode scalars: a character as people see it may
// have megabytes of accents.

extension StringProtocol {
  /// The beginning of this text, with a mark where something was left out.
  package func clipped(to scalarsMax: Int = WireLimits.quoteScalarsMax) -> String {
    let kept = unicodeScalars.prefix(scalarsMax)
    if kept.endIndex == unicodeScalars.endIndex { return String(self) }
    var text = ""
    text.unicodeScalars.append(contentsOf: kept)
    return text + "…"
  }
}
