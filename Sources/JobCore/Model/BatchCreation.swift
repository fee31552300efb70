// What came of the creation of a batch.

/// A batch that was created, or the answer given before.
public enum BatchCreation: Sendable {
  case created(Batch, [JobID])
  case replayed(answer: [UInt8])
}

/// An `Idempotency-Key` of a request that creates a batch; see `IdempotencyRequest`.
public struct BatchIdempotency: Sendable {
  public var key: String
  public var fingerprint: [UInt8]
  /// Renders the answer inside the transaction.
  public var render: @Sendable (_ batch: Batch, _ jobs: [JobID]) -> [UInt8]

  public init(
    key: String, fingerprint: [UInt8], render: @escaping @Sendable (_ batch: Batch, _ jobs: [JobID]) -> [UInt8]
  ) {
    self.key = key
    self.fingerprint = fingerprint
    self.render = render
  }
}
