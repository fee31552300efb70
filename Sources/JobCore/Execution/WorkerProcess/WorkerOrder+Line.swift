// Messages to a worker as lines: jobd's side of the pipe.

import struct Foundation.Data

extension WorkerOrder {
  /// The message, with its line end.
  var line: [UInt8] {
    switch self {
    case .run(let task): return task.line
    case .cancel(let fence, let cause, let reason, let graceMillis):
      var writer = FrameWriter("cancel")
      writer.field("fence", fence)
      writer.field("cause", cause.rawValue)
      writer.field("reason", reason)
      writer.field("grace_ms", graceMillis)
      return writer.line()
    case .checkpointed(let fence, let number, let isKept):
      var writer = FrameWriter("checkpointed")
      writer.field("fence", fence)
      writer.field("n", number)
      if !isKept { writer.field("kept", false) }
      return writer.line()
    case .ping(let number):
      var writer = FrameWriter("ping")
      writer.field("n", number)
      return writer.line()
    case .stop: return FrameWriter("stop").line()
    }
  }
}

extension WorkerTask {
  fileprivate var line: [UInt8] {
    var writer = FrameWriter("run", capacity: 256 + (payload?.count ?? 0) + (checkpoint?.count ?? 0) * 4 / 3)
    writer.field("fence", fence)
    writer.field("job", job)
    writer.field("attempt", attempt)
    writer.field("max_attempts", maxAttempts)
    writer.field("snoozes", snoozes)
    writer.field("handler", handler)
    writer.field("name", name)
    writer.field("queue", queue)
    writer.field("payload", json: payload ?? Array("null".utf8))
    writer.field("tags", tags)
    writer.field("timeout_ms", timeoutMillis)
    writer.field("deadline", deadline)
    writer.field("checkpoint", checkpoint.map { Data($0).base64EncodedString() })
    writer.objects("parents", parents) { writer, parent in
      writer.field("id", parent.id)
      writer.field("state", parent.state)
      writer.field("kind", parent.kind)
      writer.field("path", parent.path)
    }
    writer.objects("batches", batches) { writer, batch in
      writer.field("id", batch.id)
      writer.field("path", batch.path)
    }
    return writer.line()
  }
}
