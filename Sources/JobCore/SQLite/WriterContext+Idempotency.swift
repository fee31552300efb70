// Idempotency keys: what was answered to a request, kept in the transaction that carried it out.

extension WriterContext {
  /// What a key says about a request that comes again.
  enum EarlierAnswer {
    case replayed([UInt8])
    /// The key came with another request.
    case mismatch
  }

  func earlierAnswer(key: String, fingerprint: [UInt8]) throws(StoreError) -> EarlierAnswer? {
    let statement = try statement(StoreSQL.idempotency)
    statement.bind(1, key)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    let age = now.micros(since: Timestamp(micros: statement.int64(2)))
    if age > Limits.idempotencyKeepMicros { return nil }
    return statement.bytes(0) == fingerprint ? .replayed(statement.bytes(1) ?? []) : .mismatch
  }

  func remember(key: String, fingerprint: [UInt8], answer: [UInt8]) throws(StoreError) {
    let prune = try statement(StoreSQL.pruneIdempotency)
    prune.bind(1, now.micros - Limits.idempotencyKeepMicros)
    try prune.run()
    let statement = try statement(StoreSQL.insertIdempotency)
    statement.bind(1, key)
    statement.bind(2, fingerprint)
    statement.bind(3, answer)
    statement.bind(4, now.micros)
    try statement.run()
  }
}
