// A result as the daemon gave it, whole or its beginning.

/// What a job gave as its result.
public struct ResultBytes: Sendable, Equatable {
  /// The media type the daemon gave.
  public let contentType: String?
  /// What it gave, JSON text for a handler's; of a file or an output at most the first 1 MiB.
  public let bytes: [UInt8]
  /// How many bytes it gave in all.
  public let sizeBytes: Int64

  /// Whether `bytes` is only the beginning.
  public var isCut: Bool { sizeBytes > bytes.count }
}
