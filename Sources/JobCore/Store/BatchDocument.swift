// What a callback of a batch is told: its end as JSON, the same for a URL and for a command.

/// The document about a batch that is done; names and formats are those of the HTTP API. What is not known is left out.
struct BatchDocument: Encodable {
  let type = "batch.done"
  /// When the batch was done.
  let timestamp: String
  let data: BatchData

  struct BatchData: Encodable {
    let id: Int64
    let name: String?
    /// All members succeeded, and nobody cancelled it.
    let success: Bool
    let cancelRequested: Bool
    let timedOut: Bool
    let size: Int
    let counts: [String: Int]
    let firstFailure: Int64?
    let createdAt: String
    let finishedAt: String?

    enum CodingKeys: String, CodingKey {
      case id, name, success, size, counts
      case cancelRequested = "cancel_requested"
      case timedOut = "timed_out"
      case firstFailure = "first_failure"
      case createdAt = "created_at"
      case finishedAt = "finished_at"
    }
  }

  enum CodingKeys: String, CodingKey {
    case type, timestamp, data
  }

  init(_ batch: Batch) {
    timestamp = (batch.finishedAt ?? batch.createdAt).rfc3339
    data = BatchData(
      id: batch.id.value, name: batch.name, success: batch.isSuccess, cancelRequested: batch.isCancelRequested,
      timedOut: batch.isTimedOut, size: batch.size,
      counts: Dictionary(uniqueKeysWithValues: batch.counts.map { ($0.key.name, $0.value) }),
      firstFailure: batch.firstFailure?.value, createdAt: batch.createdAt.rfc3339,
      finishedAt: batch.finishedAt?.rfc3339)
  }
}
