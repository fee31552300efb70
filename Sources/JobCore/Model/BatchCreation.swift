// What came of the creation of a batch.

/// A batch that was created, or the answer given before.
public enum BatchCreation: Sendable {
  case created(Batch, [JobID])
  case replayed(answer: [UInt8])
}

/// An `Idempotency-Key` of a request that creates a batch; see `IdempotencyRequest`.
public struct BatchIdempotency: Sendable {
  /// As `IdempotencyRequest.key`, which it shares a table with: a key is used for one request of either sort.
  public var key: String
  /// A digest of the request; the same key with another one is refused: `.idempotencyMismatch`.
  public var fingerprint: [UInt8]
  /// Renders the answer inside the transaction.
  public var render: @Sendable (_ batch: Batch, _ jobs: [JobID]) -> [UInt8]

  /// `render` is called once, when the batch is created; a replay repeats what it answered then.
  public init(
    key: String, fingerprint: [UInt8], render: @escaping @Sendable (_ batch: Batch, _ jobs: [JobID]) -> [UInt8]
  ) {
    self.key = key
    self.fingerprint = fingerprint
    self.render = render
  }
}
