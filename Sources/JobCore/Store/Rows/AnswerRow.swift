// A row of `idempotency`: what was answered to a request, so that it can be answered again.

/// An answer under its key.
struct AnswerRow {
  let key: String
  /// Of the request.
  let fingerprint: [UInt8]
  let answer: [UInt8]
  var createdAt: Timestamp
}

/// Answers that are too old to be given again, the oldest first.
struct AgedAnswers {
  let before: Timestamp
  var max: Int
}
