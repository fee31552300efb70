// Idempotency keys: what was answered to a request, kept in the transaction that carried it out.

/// Answers that are given again.
enum Answers {
  /// What a key says about a request that comes again.
  enum Earlier: Equatable {
    case replayed([UInt8])
    /// The key came with another request.
    case mismatch
  }

  /// `nil` if the key is new, or was given so long ago that it counts as new.
  static func earlier(_ key: String, _ fingerprint: [UInt8], _ tx: Transaction) throws(StoreError) -> Earlier? {
    if tx.working.answer(key) == nil {
      var wants = Wants()
      wants.answers = [key]
      try tx.readAhead(wants)
    }
    guard let row = tx.working.answer(key) ?? nil else { return nil }
    if tx.now.micros(since: row.createdAt) > Limits.idempotencyKeepMicros { return nil }
    return row.fingerprint == fingerprint ? .replayed(row.answer) : .mismatch
  }

  /// With each new answer a few that are too old go, so that no timer is needed.
  static func remember(_ key: String, _ fingerprint: [UInt8], _ answer: [UInt8], _ tx: Transaction) {
    let row = AnswerRow(key: key, fingerprint: fingerprint, answer: answer, createdAt: tx.now)
    tx.working.set(row, answerTo: key)
    tx.changes.answers.append(row)
    let before = Timestamp(micros: tx.now.micros - Limits.idempotencyKeepMicros)
    tx.changes.agedAnswers = AgedAnswers(
      before: before, max: (tx.changes.agedAnswers?.max ?? 0) + Limits.answersForgottenMax)
  }
}
