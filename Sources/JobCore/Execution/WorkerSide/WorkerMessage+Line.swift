// Messages from a worker as lines: the side of a worker in Swift.

import Glibc

import struct Foundation.Data

extension WorkerMessage {
  /// The message, with its line end.
  var line: [UInt8] {
    switch self {
    case .hello(let version, let handlers):
      var writer = FrameWriter("hello")
      writer.field("v", version)
      writer.field("pid", getpid())
      writer.field("handlers", handlers)
      return writer.line()
    case .pong(let number):
      var writer = FrameWriter("pong")
      writer.field("n", number)
      return writer.line()
    case .report(let fence, let report): return report.line(fence)
    case .end(let fence, let end): return end.line(fence)
    }
  }
}

extension WorkerReport {
  fileprivate func line(_ fence: String) -> [UInt8] {
    var writer: FrameWriter
    switch self {
    case .progress(let fraction, let done, let total, let note):
      writer = FrameWriter("progress")
      writer.field("fraction", fraction)
      writer.field("done", done)
      writer.field("total", total)
      writer.field("note", note)
    case .log(let stream, let text):
      writer = FrameWriter("log", capacity: text.utf8.count + 128)
      writer.field("stream", stream.rawValue)
      writer.field("text", text)
    case .checkpoint(let data, let number):
      writer = FrameWriter("checkpoint", capacity: data.count * 4 / 3 + 128)
      writer.field("data", Data(data).base64EncodedString())
      writer.field("n", number)
    case .followUp(let job, let condition):
      writer = FrameWriter("follow_up", capacity: job.count + 128)
      writer.field("job", json: job)
      writer.field("on", condition.name)
    case .yield(let value):
      writer = FrameWriter("yield", capacity: value.count + 128)
      writer.field("value", json: value)
    }
    writer.field("fence", fence)
    return writer.line()
  }
}

extension WorkerEnd {
  fileprivate func line(_ fence: String) -> [UInt8] {
    var writer: FrameWriter
    switch self {
    case .result(let value):
      writer = FrameWriter("result", capacity: (value?.count ?? 0) + 128)
      if let value { writer.field("value", json: value) }
    case .error(let failure, let traceback, let mayRetry):
      writer = FrameWriter("error")
      writer.field("code", failure.code)
      writer.field("message", failure.message)
      writer.field("traceback", traceback)
      if !mayRetry { writer.field("retry", false) }
    case .cancelled: writer = FrameWriter("cancelled")
    case .snooze(let micros):
      writer = FrameWriter("snooze")
      writer.field("for", Double(micros) / 1_000_000)
    }
    writer.field("fence", fence)
    return writer.line()
  }
}
