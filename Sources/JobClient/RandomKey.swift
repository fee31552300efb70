// Names for single requests and the like: nobody else has chosen the same.

/// Random names.
package enum RandomKey {
  /// 128 random bits as text.
  package static func make() -> String {
    (0..<2).map { _ in String(UInt64.random(in: 0 ... .max), radix: 16) }.joined(separator: "-")
  }
}
