// The end of a job or of a batch as its callbacks are told of it, by either way.

import struct Foundation.Data
import class Foundation.JSONDecoder

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

extension CallbackEnd {
  /// The form in which an end is kept with a callback that had not been delivered when its job or batch was retried:
  /// from the job itself it can no longer be read.
  private struct Kept: Codable {
    let at: Int64
    let document: String
    let variables: [String: String]
  }

  var kept: [UInt8] {
    let kept = Kept(
      at: at.micros, document: String(decoding: document, as: UTF8.self),
      variables: Dictionary(variables.map { ($0.name, $0.value) }) { $1 })
    return CallbackDocument.bytes(kept)
  }

  /// `nil` for what is none.
  init?(kept bytes: [UInt8]) {
    do {
      let kept = try JSONDecoder().decode(Kept.self, from: Data(bytes))
      at = Timestamp(micros: kept.at)
      document = Array(kept.document.utf8)
      variables = kept.variables.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    } catch {
      return nil
    }
  }
}
