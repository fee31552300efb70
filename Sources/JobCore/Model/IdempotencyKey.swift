// What an idempotency key may be, and how a front end makes it one of its owner's own.

/// The rules of idempotency keys.
package enum IdempotencyKey {
  private static let field = "Idempotency-Key"

  /// What is wrong with a key as its owner gave it; `nil` if nothing is.
  package static func fault(_ key: String) -> FieldFault? {
    // It comes in a header, and goes into logs and refusals.
    guard key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      return FieldFault(field: field, detail: "must be printable ASCII")
    }
    return fault(key, bytesMax: Limits.idempotencyKeyBytesMax)
  }

  /// The key as it is kept: everybody has their own, so that nobody learns which keys others use.
  package static func kept(_ key: String, of owner: String) -> String { "\(owner)\n\(key)" }

  /// What is wrong with a key that may have its owner before it; `nil` if nothing is.
  static func fault(kept key: String) -> FieldFault? {
    fault(key, bytesMax: Limits.idempotencyKeyBytesMax + Limits.idempotencyOwnerBytesMax)
  }

  private static func fault(_ key: String, bytesMax: Int) -> FieldFault? {
    if (1...bytesMax).contains(key.utf8.count) { return nil }
    return FieldFault(field: field, detail: "must have 1 to \(bytesMax) bytes")
  }
}
