// The end of a job or of a batch as its callbacks are told of it, by either way.

/// What a callback is told.
struct CallbackEnd: Sendable {
  /// When it ended; with the callback's number it names the message.
  let at: Timestamp
  let document: [UInt8]
  /// What a command finds in its environment.
  let variables: [(name: String, value: String)]

  init(_ job: Job) {
    at = job.finishedAt ?? job.createdAt
    document = CallbackDocument.bytes(CallbackDocument(job))
    variables = [
      ("JOBD_JOB_ID", "\(job.id)"), ("JOBD_JOB_NAME", job.name), ("JOBD_JOB_STATE", job.state.name),
      ("JOBD_QUEUE", job.queue),
    ]
  }

  init(_ batch: Batch) {
    at = batch.finishedAt ?? batch.createdAt
    document = CallbackDocument.bytes(BatchDocument(batch))
    variables = [
      ("JOBD_BATCH_ID", "\(batch.id)"), ("JOBD_BATCH_NAME", batch.name ?? ""),
      ("JOBD_BATCH_SUCCESS", batch.isSuccess ? "true" : "false"),
    ]
  }
}
