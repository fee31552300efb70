// The number of a batch.

/// Identifies a batch; counts from 1 and is never reused.
public struct BatchID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  /// The number itself.
  public let value: Int64

  /// The id with this number.
  public init(_ value: Int64) {
    self.value = value
  }

  /// In the order of creation.
  public static func < (a: BatchID, b: BatchID) -> Bool {
    a.value < b.value
  }

  /// The number as text.
  public var description: String {
    String(value)
  }
}
