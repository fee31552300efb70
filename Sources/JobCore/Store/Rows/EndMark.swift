// What the end of an attempt that was carried out elsewhere leaves behind, so that an exact repeat of it is known.

/// A mark in a row of `attempt`.
struct EndMark {
  let fence: Fence
  /// The secret of the attempt, the fingerprint of the request that ended it, and what it was given next.
  let bytes: [UInt8]
}
