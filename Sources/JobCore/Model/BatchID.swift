// The number of a batch.

/// Identifies a batch; counts from 1 and is never reused.
public struct BatchID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  public let value: Int64

  public init(_ value: Int64) {
    self.value = value
  }

  public static func < (a: BatchID, b: BatchID) -> Bool {
    a.value < b.value
  }

  public var description: String {
    String(value)
  }
}
