// Handlers for smoke tests and benchmarks. They run in process, as async code.

import struct Foundation.Data
import class Foundation.JSONDecoder

/// The handlers every jobd has.
enum BuiltInHandlers {
  /// Does nothing, successfully.
  static let noop: Handler = { _ in nil }

  /// Sleeps for the payload, a number of seconds.
  static let sleep: Handler = { context in
    guard let payload = context.payload,
      let seconds = try? JSONDecoder().decode(Double.self, from: Data(payload.utf8)), seconds >= 0, seconds < 1e9
    else { throw HandlerError(code: "payload", message: "the payload must be a number of seconds") }
    try await Task.sleep(for: .seconds(seconds))
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
