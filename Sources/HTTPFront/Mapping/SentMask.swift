// Masks that are sent back: whoever reads a thing with secrets in it, changes it and writes all of it has sent the masks,
// too. Each stands for what is stored in its place. Where nothing is, it is refused: a mask is never stored.

import JobCore
import JobWire

/// What is taken for a mask, and what is said of one that stands for nothing.
enum SentMask {
  static func isIn(_ url: String) -> Bool { url.contains(SpecView.mask) }

  /// "*** (5 bytes)"
  static func isOfBytes(_ text: String) -> Bool { text.hasPrefix(SpecView.mask + " (") && text.hasSuffix(" bytes)") }

  static func problem(_ field: String) -> FieldProblem {
    FieldProblem(field: field, detail: "is a mask, and nothing is stored that it could stand for: give the value")
  }

  static func problem(ofURL field: String) -> FieldProblem {
    let detail = "has a mask (***) in it, and nothing is stored that it could stand for: give the whole URL, and write"
    return FieldProblem(field: field, detail: detail + " %2A for a star")
  }
}
