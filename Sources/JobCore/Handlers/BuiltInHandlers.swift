// Handlers for smoke tests and benchmarks. They run in process, as async code.

import struct Foundation.Data
import class Foundation.JSONDecoder

/// The handlers every jobd has.
enum BuiltInHandlers {
  /// Does nothing, successfully.
  static let noop: Handler = { _ in nil }

  /// Sleeps for the payload: a number of seconds, or `{"seconds": …}`. On a thread it blocks it and hears no cancel, so
  /// that it shows what a handler does that blocks.
  static let sleep: Handler = { context in
    let micros = try SleepPayload.micros(context.payload)
    if context.executor == Lane.asyncExecutor {
      try await Task.sleep(for: .micros(micros))
    } else {
      SleepPayload.block(micros)
    }
    return nil
  }

  /// Returns its payload.
  static let echo: Handler = { context in
    Array((context.payload ?? "null").utf8)
  }

  /// Fails; the payload may be `{"code": …, "message": …}`.
  static let fail: Handler = { context in
    struct Payload: Decodable {
      var code: String?
      var message: String?
    }
    let payload = context.payload.flatMap { try? JSONDecoder().decode(Payload.self, from: Data($0.utf8)) }
    throw HandlerError(code: payload?.code ?? "fail", message: payload?.message ?? "failed as asked")
  }
}
